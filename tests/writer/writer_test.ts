import { assert, assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import { openBackend } from "../../backends/memory.ts";
import { BackendBusyError, BackendDamagedError } from "../../backends/backend.ts";
import { Random } from "../support/random.ts";
import { assertContent, contentOf } from "../support/table_content.ts";
import { type Call, stepsBlock } from "./fake_disk.ts";
import { TestedWriter } from "./tested_writer.ts";
import { Journal } from "../../writer/journal/journal.ts";

Deno.test("Writer.take() journals a block at once, and leaves the backend alone", async () => {
  await using test = new TestedWriter();
  test.take(3);
  assertEquals(test.ackedBytes, 300);
  assert(test.hasJournal);
  assertEquals(test.disk.calls, []);
});

Deno.test("Writer.flush() brings all rows into the backend, in one commit", async () => {
  await using test = new TestedWriter();
  test.take(3);
  test.take(4);
  await test.writer.flush();
  assertEquals(test.disk.count("commit"), 1);
  assertContent(contentOf(test.disk.blocks), contentOf([stepsBlock(0, 7)]));
  assert(test.hasJournal);
});

Deno.test("Writer.flush() commits once when ten wait for the same rows", async () => {
  await using test = new TestedWriter();
  test.take();
  await Promise.all(Array.from({ length: 10 }, () => test.writer.flush()));
  assertEquals(test.disk.count("commit"), 1);
  await test.writer.flush();
  assertEquals(test.disk.count("commit"), 1);
});

Deno.test("Writer.flush() resolves with the rows of before it when more come at once", async () => {
  await using test = new TestedWriter();
  const flushes: Promise<void>[] = [];
  for (let index = 0; index < 20; index++) {
    test.take();
    const { nextStep } = test;
    flushes.push(test.writer.flush().then(() => assert(test.disk.steps().length >= nextStep)));
  }
  await Promise.all(flushes);
  assertEquals(test.disk.steps(), test.steps);
  assertEquals(test.disk.count("commit"), 1);
});

Deno.test("Writer.flush() shares a commit with those that are asked for during another", async () => {
  await using test = new TestedWriter();
  const flushes: Promise<void>[] = [];
  const flush = () => {
    test.take();
    flushes.push(test.writer.flush());
  };
  test.disk.before = (call) => {
    if (call === "commit" && test.disk.count("commit") === 1) {
      for (let index = 0; index < 20; index++) flush();
    }
  };
  flush();
  await flushes[0];
  await Promise.all(flushes);
  assertEquals(test.disk.count("commit"), 2);
  assertEquals(test.disk.steps(), test.steps);
});

Deno.test("Writer.flush() does nothing when there is nothing", async () => {
  await using test = new TestedWriter();
  await test.writer.flush();
  await test.writer.finish();
  assertEquals(test.disk.count("commit"), 0);
  assertEquals([...Deno.readDirSync(test.dir.path)], []);
});

Deno.test("Writer commits by itself after its interval", async () => {
  await using test = new TestedWriter({ flushIntervalMs: 10 });
  for (let index = 0; index < 3; index++) {
    test.take(2);
    const { nextStep } = test;
    while (test.disk.steps().length < nextStep) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  assertEquals(test.disk.steps(), test.steps);
});

Deno.test("Writer commits before its interval when much has come", async () => {
  await using test = new TestedWriter({ flushIntervalMs: 3_600_000 });
  const rowCount = 128 * 1024;
  test.writer.addBlock(stepsBlock(0, rowCount - 1), 100);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assertEquals(test.disk.count("commit"), 0);
  test.writer.addBlock(stepsBlock(rowCount - 1, 1), 100);
  while (test.disk.count("commit") === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(test.disk.steps().length, rowCount);
});

Deno.test("Writer tries again by itself when a commit failed, and says it", async () => {
  await using test = new TestedWriter({ flushIntervalMs: 10 });
  let left = 3;
  test.disk.before = (call) => {
    if (call === "commit" && left-- > 0) throw new Error("Out of order");
  };
  test.take(2);
  while (test.disk.blocks.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(test.disk.steps(), [0, 1]);
  assertEquals(test.problems.length, 3);
  assert(test.problems[0]!.includes("Out of order"));
});

for (const call of ["open", "tables", "append", "commit"] as const) {
  Deno.test(`Writer.flush() rejects when ${call}() fails, and the next one succeeds`, async () => {
    await using test = new TestedWriter();
    test.take(2);
    await test.writer.flush();
    test.take(2);
    let left = call === "open" || call === "tables" ? 2 : 1;
    test.disk.before = (other) => {
      // A backend that is open stays so: the first failure makes the writer open it anew.
      const fails = call === "open" || call === "tables" ? [call, "commit"] : [call];
      if (fails.includes(other) && left-- > 0) throw new Error(`${other} failed`);
    };
    await assertRejects(() => test.writer.flush(), Error, "failed");
    if (left > 0) await assertRejects(() => test.writer.flush(), Error, `${call} failed`);
    assertEquals(test.disk.openCount, 0);
    await test.writer.flush();
    assertEquals(test.disk.steps(), test.steps);
  });
}

Deno.test("Writer.flush() appends no row twice when a failed commit has committed", async () => {
  await using test = new TestedWriter();
  for (const committed of [0, 1, 3, 6]) {
    test.take(3);
    test.take(3);
    let left = 1;
    test.disk.commitLimit = () => left-- > 0 ? committed : Infinity;
    await assertRejects(() => test.writer.flush(), Error, "The disk is full");
    await test.writer.flush();
    assertEquals(test.disk.steps(), test.steps);
  }
});

Deno.test("Writer.flush() waits for a backend that is busy", async () => {
  await using test = new TestedWriter();
  for (const busy of ["open", "append", "commit"] as const) {
    let left = 3;
    test.disk.before = (call) => {
      if (call === "open" && busy === "open" || call === busy) {
        if (left-- > 0) throw new BackendBusyError("Another process holds it");
      }
    };
    test.take(2);
    await test.writer.flush();
    assertEquals(test.disk.steps(), test.steps);
  }
});

Deno.test("Writer.flush() rejects within busyTimeoutMs when the backend stays busy", async () => {
  await using test = new TestedWriter({ busyTimeoutMs: 150 });
  test.disk.before = (call) => {
    if (call === "append") throw new BackendBusyError("Another process holds it");
  };
  test.take(2);
  const start = performance.now();
  await assertRejects(() => test.writer.flush(), BackendBusyError, "Another process holds it");
  assertLessOrEqual(performance.now() - start, 1500);
  assert(test.hasJournal);
  test.disk.before = () => {};
  await test.writer.flush();
  assertEquals(test.disk.steps(), test.steps);
});

Deno.test("Writer.finish() closes the backend, reads it back, then removes the journal", async () => {
  await using test = new TestedWriter();
  const journalAt: Partial<Record<Call, boolean>> = {};
  test.disk.before = (call) => journalAt[call] = test.hasJournal;
  test.take(5);
  await test.writer.finish();
  assertEquals(journalAt, { open: true, tables: true, append: true, commit: true, close: true });
  assert(test.disk.calls.lastIndexOf("tables") > test.disk.calls.indexOf("close"));
  assertEquals(test.disk.openCount, 0);
  assertEquals(test.names, ["fake.db"]);
  await test.writer.finish();
  assertEquals(test.disk.steps(), test.steps);
});

Deno.test("Writer.finish() rejects, and keeps the journal, when rows do not read back", async () => {
  for (const lostRows of [1, 5]) {
    await using test = new TestedWriter();
    test.take(5);
    await test.writer.flush();
    test.disk.lie = (states) =>
      states.map((state) => ({ ...state, rowCount: state.rowCount - lostRows }));
    await assertRejects(() => test.writer.finish(), Error, "Cannot verify the table metrics");
    assert(test.hasJournal);
    test.disk.lie = (states) => states;
    await test.writer.finish();
    assert(!test.hasJournal);
    assertEquals(test.disk.steps(), test.steps);
  }
});

Deno.test("Writer.finish() rejects, and keeps the journal, when close() fails", async () => {
  await using test = new TestedWriter();
  test.take(5);
  let left = 2;
  test.disk.before = (call) => {
    if (call === "close" && left-- > 0) throw new Error("close failed");
  };
  await assertRejects(() => test.writer.finish(), Error, "close failed");
  assert(test.hasJournal);
  await assertRejects(() => test.writer.finish(), Error, "close failed");
  await test.writer.finish();
  assert(!test.hasJournal);
  assertEquals(test.disk.steps(), test.steps);
});

Deno.test("Writer.finish() makes damaged files again from the journal", async () => {
  await using test = new TestedWriter();
  test.take(5);
  await test.writer.flush();
  let left = 1;
  test.disk.before = (call) => {
    if (call === "close" && left-- > 0) throw new BackendDamagedError("The file is torn");
  };
  await test.writer.finish();
  assertEquals(test.disk.steps(), test.steps);
  assertEquals(test.problems.length, 1);
  const [folder = "", ...others] = test.names;
  assert(folder.startsWith("damaged_"), folder);
  assertEquals(others, ["fake.db"]);
  assertEquals(Deno.readTextFileSync(test.dir.join("data", folder, "fake.db")), "5");
});

Deno.test("Writer makes damaged files again from those of the last finished run", async () => {
  await using test = new TestedWriter();
  test.take(5);
  await test.writer.finish();
  test.take(3);
  await test.writer.flush();
  let left = 1;
  test.disk.before = (call) => {
    if (call === "close" && left-- > 0) throw new BackendDamagedError("The file is torn");
  };
  test.take(2);
  await test.writer.finish();
  assertEquals(test.disk.steps(), test.steps);
  assertEquals(test.problems.length, 1);
});

Deno.test("Writer.finish() rejects when the files are damaged each time", async () => {
  await using test = new TestedWriter();
  test.take(5);
  let fails = true;
  test.disk.before = (call) => {
    if (call === "close" && fails) throw new BackendDamagedError("The file is torn");
  };
  await assertRejects(() => test.writer.finish(), BackendDamagedError, "The file is torn");
  assert(test.hasJournal);
  fails = false;
  await test.writer.finish();
  assertEquals(test.disk.steps(), test.steps);
});

Deno.test("Writer starts anew with blocks that come after finish()", async () => {
  await using test = new TestedWriter();
  for (let run = 0; run < 3; run++) {
    test.take(4);
    assert(test.hasJournal);
    await test.writer.finish();
    assert(!test.hasJournal);
    assertEquals(test.disk.steps(), test.steps);
  }
});

Deno.test("Writer takes blocks while finish() is under way", async () => {
  await using test = new TestedWriter();
  test.take(4);
  let left = 3;
  test.disk.before = (call) => {
    if (call === "close" && left-- > 0) test.take(2);
  };
  await test.writer.finish();
  await test.writer.finish();
  assertEquals(test.disk.steps(), test.steps);
  assert(!test.hasJournal);
});

Deno.test("Writer keeps a copy of finished files while a later run is unfinished", async () => {
  await using test = new TestedWriter();
  const base = test.dir.join("data", "journal", "base");
  test.take(2);
  await test.writer.finish();
  test.take(3);
  await test.writer.flush();
  test.take(4);
  assertEquals([...Deno.readDirSync(base)].map(({ name }) => name), ["fake.db"]);
  assertEquals(Deno.readTextFileSync(`${base}/fake.db`), "2");
  assertEquals(Deno.readTextFileSync(test.dir.join("data", "fake.db")), "5");
  await test.writer.finish();
  assertEquals(test.names, ["fake.db"]);
});

Deno.test("Writer appends of an earlier journal only the rows above the backend's last", async () => {
  for (let committed = 0; committed <= 15; committed++) {
    await using test = new TestedWriter();
    Deno.mkdirSync(test.dir.join("data"));
    const journal = new Journal(test.dir.join("data", "journal"), () => {});
    for (const step of [0, 5, 10]) journal.append(stepsBlock(step, 5));
    journal.close();
    test.disk.blocks.push(stepsBlock(0, committed));
    Deno.writeTextFileSync(test.dir.join("data", "fake.db"), `${committed}`);
    test.nextStep = 15;

    const [state] = await test.writer.inspect();
    assertEquals([state?.rowCount, state?.lastStep], [15, 14]);
    assertEquals(test.disk.steps().length, committed);
    await test.writer.flush();
    assertEquals(test.disk.steps(), test.steps);
    test.take(3);
    await test.writer.finish();
    assertContent(contentOf(test.disk.blocks), contentOf([stepsBlock(0, 18)]));
    assert(!test.hasJournal);
  }
});

Deno.test("Writer.inspect() writes nothing", async () => {
  await using test = new TestedWriter();
  assertEquals(await test.writer.inspect(), []);
  assertEquals([...Deno.readDirSync(test.dir.path)], []);
  assertEquals(test.disk.count("append") + test.disk.count("commit"), 0);
});

Deno.test("Writer keeps rows in memory, in their order, while the journal cannot be written", async () => {
  await using test = new TestedWriter({ busyTimeoutMs: 100 });
  const { writer } = test;
  Deno.writeTextFileSync(test.dir.join("data"), "a file where the folder should be");
  test.take(2);
  test.take(2);
  assertEquals(test.ackedBytes, 0);
  assertEquals(test.problems.length, 2);
  await assertRejects(() => writer.flush(), Error);
  await assertRejects(() => writer.finish(), Error);
  Deno.removeSync(test.dir.join("data"));
  test.take(2);
  assertEquals(test.ackedBytes, 600);
  await test.writer.flush();
  assertEquals(test.disk.steps(), test.steps);
});

Deno.test("Writer.finish() waits for a disk that is full to have room again", async () => {
  await using test = new TestedWriter();
  Deno.writeTextFileSync(test.dir.join("data"), "a file where the folder should be");
  test.take(3);
  const finished = test.writer.finish();
  await new Promise((resolve) => setTimeout(resolve, 100));
  Deno.removeSync(test.dir.join("data"));
  await finished;
  assertEquals(test.disk.steps(), test.steps);
});

Deno.test("Writer says what is lost with a finish that fails, and what is in memory before", async () => {
  await using test = new TestedWriter({ busyTimeoutMs: 100 });
  Deno.writeTextFileSync(test.dir.join("data"), "a file where the folder should be");
  test.take(2);
  test.take(3);
  await assertRejects(() => test.writer.finish(), Error);
  const unopened = "The backend's files were not opened, what they lack is in the journal";
  assertEquals(test.writer.describeLocation(true), `${unopened}, 0 to 4 are lost`);
  assertEquals(test.writer.describeLocation(false), `${unopened}, 0 to 4 in memory alone`);
  Deno.removeSync(test.dir.join("data"));
  await test.writer.flush();
  test.disk.before = () => {
    throw new Error("The disk is full");
  };
  test.take(2);
  await assertRejects(() => test.writer.flush(), Error);
  assertEquals(
    test.writer.describeLocation(true),
    "Steps up to 4 are in the backend's files, up to 6 in the journal",
  );
});

Deno.test("Writer says that records are taken when their rows are in the journal", async () => {
  let taken = 0;
  await using test = new TestedWriter({
    openBackend,
    onRecordsAcked: (bytes) => taken += bytes,
  });
  Deno.writeTextFileSync(test.dir.join("data"), "a file where the folder should be");
  const table = { name: "t", columns: ["a"], columnTypes: ["number" as const], rows: [[1]] };
  const records = { step: 0, globalStep: null, timeMs: 0, media: [], tables: [], histograms: [] };
  test.writer.addRecords({ ...records, tables: [table] }, 10);
  test.writer.addRecords({ ...records, step: 1 }, 1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assertEquals(taken, 1, "only of what had no rows");
  Deno.removeSync(test.dir.join("data"));
  await test.writer.flush();
  assertEquals(taken, 11);
});

Deno.test("Writer keeps the journal of a folder that was away at the end of a commit", async () => {
  await using test = new TestedWriter();
  const away = `${test.dir.path}_away`;
  test.take(2);
  await test.writer.flush();
  test.take(2);
  test.disk.before = (call) => {
    if (call !== "commit") return;
    Deno.renameSync(test.dir.path, away);
    throw new Error("The folder is away");
  };
  await assertRejects(() => test.writer.flush(), Error, "away");
  test.disk.before = () => {};
  Deno.renameSync(away, test.dir.path);
  test.take(2);
  const names = [...Deno.readDirSync(test.dir.join("data", "journal"))].map(({ name }) => name);
  assertEquals(names, ["000001.journal"], "and no base that is of the midst of the run");
  await test.writer.flush();
  assertEquals(test.problems, []);
  assertEquals(test.disk.steps(), test.steps);
});

Deno.test("Writer loses no row, and writes none twice, in 400 random runs of failures", async () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = new Random(seed);
    await using test = new TestedWriter({ busyTimeoutMs: -1 });
    const share = random.pick([0.05, 0.2, 0.5]);
    test.disk.before = (call) => {
      if (!random.chance(share)) return;
      throw random.chance(0.3) ? new BackendBusyError("busy") : new Error(`${call} failed`);
    };
    test.disk.commitLimit = (rowCount) =>
      random.chance(share) ? random.integer(0, rowCount) : Infinity;
    const pending: Promise<unknown>[] = [];
    for (let left = random.integer(1, 20); left > 0; left--) {
      if (random.chance(0.6)) test.take(random.integer(1, 8));
      if (random.chance(0.5)) {
        const { nextStep } = test;
        const flushed = test.writer[random.chance(0.2) ? "finish" : "flush"]();
        pending.push(flushed.then(
          () => assert(test.disk.steps().length >= nextStep, `seed ${seed}`),
          (error) => assert(!(error instanceof TypeError), `seed ${seed}: ${error}`),
        ));
        if (random.chance(0.7)) await pending.at(-1);
      }
    }
    await Promise.all(pending);
    test.disk.before = () => {};
    test.disk.commitLimit = () => Infinity;
    await test.writer.finish();
    assertEquals(test.disk.steps(), test.steps, `seed ${seed}`);
    if (test.nextStep > 0) {
      assertContent(contentOf(test.disk.blocks), contentOf([stepsBlock(0, test.nextStep)]));
    }
    assert(!test.hasJournal);
    assertEquals(test.disk.openCount, 0);
  }
});
