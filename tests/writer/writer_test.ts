import { assert, assertEquals } from "@std/assert";
import { openBackend } from "../../backends/memory.ts";
import { assertContent, contentOf } from "../support/table_content.ts";
import { stepsBlock } from "./fake_disk.ts";
import { TestedWriter } from "./tested_writer.ts";
import type { Records } from "../../writer/records.ts";

Deno.test("Writer.addBlock() journals a block at once, and leaves the backend alone", async () => {
  await using test = new TestedWriter();
  test.add(3);
  assertEquals(test.ackedRows, 3);
  assert(test.hasJournal);
  assertEquals(test.disk.calls, []);
});

Deno.test("Writer.flush() brings all rows into the backend, in one commit", async () => {
  await using test = new TestedWriter();
  test.add(3);
  test.add(4);
  await test.writer.flush();
  assertEquals(test.disk.count("commit"), 1);
  assertContent(contentOf(test.disk.blocks), contentOf([stepsBlock(0, 7)]));
  assert(test.hasJournal);
});

Deno.test("Writer.flush() commits once when ten wait for the same rows", async () => {
  await using test = new TestedWriter();
  test.add();
  await Promise.all(Array.from({ length: 10 }, () => test.writer.flush()));
  assertEquals(test.disk.count("commit"), 1);
  await test.writer.flush();
  assertEquals(test.disk.count("commit"), 1);
});

Deno.test("Writer.flush() resolves with the rows of before it when more come at once", async () => {
  await using test = new TestedWriter();
  const flushes: Promise<void>[] = [];
  for (let index = 0; index < 20; index++) {
    test.add();
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
    test.add();
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

Deno.test("Writer commits automatically after its interval", async () => {
  await using test = new TestedWriter({ flushIntervalMs: 10 });
  for (let index = 0; index < 3; index++) {
    test.add(2);
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
  test.writer.addBlock(stepsBlock(0, rowCount - 1), () => {});
  await new Promise((resolve) => setTimeout(resolve, 20));
  assertEquals(test.disk.count("commit"), 0);
  test.writer.addBlock(stepsBlock(rowCount - 1, 1), () => {});
  while (test.disk.count("commit") === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(test.disk.steps().length, rowCount);
});

Deno.test("Writer.inspect() writes nothing", async () => {
  await using test = new TestedWriter();
  assertEquals(await test.writer.inspect(), []);
  assertEquals([...Deno.readDirSync(test.dir.path)], []);
  assertEquals(test.disk.count("append") + test.disk.count("commit"), 0);
});

Deno.test("Writer acknowledges records when their rows are in the journal, in the order of the calls", async () => {
  const acked: number[] = [];
  await using test = new TestedWriter({
    openBackend,
    onRecordsAcked: (bytes) => acked.push(bytes),
  });
  Deno.writeTextFileSync(test.dir.join("data"), "a file where the folder should be");
  const table = { name: "t", columns: ["a"], columnTypes: ["number" as const], rows: [[1]] };
  const records = { step: 0, globalStep: null, timeMs: 0, media: [], tables: [], histograms: [] };
  const source = { kind: "samples" as const, channels: [new Float32Array(8)], sampleRate: 8000 };
  const sound = { name: "s", index: 0, type: "audio" as const, caption: null, source };
  const now = { ...records, timeMs: Date.now() };
  const sent = (more: Partial<Records>, byteCount: number) => ({
    records: { ...now, ...more },
    byteCount,
  });
  test.writer.addBlock(stepsBlock(0, 1), () => {}, sent({ step: 0, media: [sound] }, 10));
  test.writer.addBlock(stepsBlock(1, 1), () => {}, sent({ step: 1, tables: [table] }, 1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assertEquals(acked, []);
  Deno.removeSync(test.dir.join("data"));
  await test.writer.flush();
  assertEquals(acked, [10, 1]);
});
