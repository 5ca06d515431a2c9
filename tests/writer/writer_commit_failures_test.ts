import { assert, assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import { cpSync } from "node:fs";
import { BackendBusyError } from "../../backends/backend.ts";
import { Random } from "../support/random.ts";
import { assertContent, contentOf } from "../support/table_content.ts";
import { stepsBlock } from "./fake_disk.ts";
import { TestedWriter } from "./tested_writer.ts";

Deno.test("Writer tries a failed commit again automatically, and reports it", async () => {
  await using test = new TestedWriter({ flushIntervalMs: 10 });
  let left = 3;
  test.disk.before = (call) => {
    if (call === "commit" && left-- > 0) throw new Error("Out of order");
  };
  test.add(2);
  while (test.disk.blocks.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(test.disk.steps(), [0, 1]);
  assertEquals(test.problems.length, 3);
  assert(test.problems[0]!.includes("Out of order"));
});

for (const call of ["open", "tables", "append", "commit"] as const) {
  Deno.test(`Writer.flush() rejects when ${call}() fails, and the next one succeeds`, async () => {
    await using test = new TestedWriter();
    test.add(2);
    await test.writer.flush();
    test.add(2);
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

Deno.test("Writer writes nothing into a folder that takes the place of the board's in a commit", async () => {
  await using test = new TestedWriter();
  test.add(2);
  const { path } = test.dir;
  test.disk.before = (call) => {
    if (call !== "tables") return;
    cpSync(path, `${path}.copy`, { recursive: true });
    Deno.renameSync(path, `${path}.away`);
    Deno.renameSync(`${path}.copy`, path);
  };
  const error = await assertRejects(() => test.writer.flush(), Error, "was replaced");
  assertEquals(test.disk.count("append"), 0, error.message);
  Deno.removeSync(path, { recursive: true });
  Deno.renameSync(`${path}.away`, path);
  test.disk.before = () => {};
  await test.writer.flush();
  assertEquals(test.disk.steps(), test.steps);
});

Deno.test("Writer.flush() appends no row twice when a failed commit has committed", async () => {
  await using test = new TestedWriter();
  for (const committed of [0, 1, 3, 6]) {
    test.add(3);
    test.add(3);
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
    test.add(2);
    await test.writer.flush();
    assertEquals(test.disk.steps(), test.steps);
  }
});

Deno.test("Writer.flush() rejects within busyTimeoutMs when the backend stays busy", async () => {
  await using test = new TestedWriter({ busyTimeoutMs: 150 });
  test.disk.before = (call) => {
    if (call === "append") throw new BackendBusyError("Another process holds it");
  };
  test.add(2);
  await assertRejects(() => test.writer.flush(), BackendBusyError, "Another process holds it");
  // It pauses for some milliseconds after each; a busy machine makes fewer of them, and no more.
  assertLessOrEqual(test.disk.count("append"), 300);
  assert(test.hasJournal);
  test.disk.before = () => {};
  await test.writer.flush();
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
      if (random.chance(0.6)) test.add(random.integer(1, 8));
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
