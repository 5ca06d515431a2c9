import { assert, assertEquals, assertRejects } from "@std/assert";
import { BackendDamagedError } from "../../backends/backend.ts";
import type { Call } from "./fake_disk.ts";
import { TestedWriter } from "./tested_writer.ts";

Deno.test("Writer.finish() closes the backend, reads it back, then removes the journal", async () => {
  await using test = new TestedWriter();
  const journalAt: Partial<Record<Call, boolean>> = {};
  test.disk.before = (call) => journalAt[call] = test.hasJournal;
  test.add(5);
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
    test.add(5);
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
  test.add(5);
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
  test.add(5);
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
  test.add(5);
  await test.writer.finish();
  test.add(3);
  await test.writer.flush();
  let left = 1;
  test.disk.before = (call) => {
    if (call === "close" && left-- > 0) throw new BackendDamagedError("The file is torn");
  };
  test.add(2);
  await test.writer.finish();
  assertEquals(test.disk.steps(), test.steps);
  assertEquals(test.problems.length, 1);
});

Deno.test("Writer.finish() rejects when the files are damaged each time", async () => {
  await using test = new TestedWriter();
  test.add(5);
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

Deno.test("Writer begins a new journal with blocks that come after finish()", async () => {
  await using test = new TestedWriter();
  for (let run = 0; run < 3; run++) {
    test.add(4);
    assert(test.hasJournal);
    await test.writer.finish();
    assert(!test.hasJournal);
    assertEquals(test.disk.steps(), test.steps);
  }
});

Deno.test("Writer accepts blocks while finish() is under way", async () => {
  await using test = new TestedWriter();
  test.add(4);
  let left = 3;
  test.disk.before = (call) => {
    if (call === "close" && left-- > 0) test.add(2);
  };
  await test.writer.finish();
  await test.writer.finish();
  assertEquals(test.disk.steps(), test.steps);
  assert(!test.hasJournal);
});

Deno.test("Writer keeps a copy of finished files while a later run is unfinished", async () => {
  await using test = new TestedWriter();
  const base = test.dir.join("data", "journal", "base");
  test.add(2);
  await test.writer.finish();
  test.add(3);
  await test.writer.flush();
  test.add(4);
  assertEquals([...Deno.readDirSync(base)].map(({ name }) => name), ["fake.db"]);
  assertEquals(Deno.readTextFileSync(`${base}/fake.db`), "2");
  assertEquals(Deno.readTextFileSync(test.dir.join("data", "fake.db")), "5");
  await test.writer.finish();
  assertEquals(test.names, ["fake.db"]);
});
