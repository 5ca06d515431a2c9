import { assertEquals } from "@std/assert";
import { TestedClient } from "./worker/tested_client.ts";
import { BlockPoster } from "../../board/block_poster.ts";
import { Table } from "../../board/media/table.ts";
import { SharedPool } from "../../board/memory/shared_pool.ts";
import { MetricsPacker } from "../../board/scalars/metrics_packer.ts";

const NOW_MS = 1_700_000_000_000;

/** A poster whose rows go to a fixture worker. */
class TestedPoster extends TestedClient {
  readonly packer = new MetricsPacker("throw", [], new SharedPool(1024 ** 2));
  readonly poster: BlockPoster;
  /** How often a block of rows was posted. */
  posted = 0;
  #step = 0;

  constructor() {
    super("works");
    this.poster = new BlockPoster(this.packer, this.client, () => this.posted++);
  }

  /** Adds a row, so many milliseconds after the first. */
  addRow(ms: number, values: Record<string, unknown> = {}): void {
    this.packer.add(this.#step++, null, NOW_MS + ms, values);
    this.poster.rowAdded(NOW_MS + ms);
  }

  /** What came to the worker, once it has all that was posted. */
  receivedSoFar(): string[] {
    this.client.requestSync("flush", 60_000);
    return this.received().map((line) => line.slice(2)).filter((line) => /^[bor]/.test(line));
  }
}

Deno.test("BlockPoster posts a block when the last one was posted long ago", () => {
  using tested = new TestedPoster();
  for (const ms of [0, 1, 19, 20, 21, 39, 40]) tested.addRow(ms);
  assertEquals(tested.receivedSoFar(), ["block 0", "block 1", "block 4"]);
  assertEquals(tested.posted, 3);
});

Deno.test("BlockPoster posts a block when the clock was set back", () => {
  using tested = new TestedPoster();
  for (const ms of [0, 1, -5000, -4999]) tested.addRow(ms);
  assertEquals(tested.receivedSoFar(), ["block 0", "block 1"]);
});

Deno.test("BlockPoster posts a block that has many rows or bytes", () => {
  using tested = new TestedPoster();
  tested.addRow(0);
  for (let i = 0; i < 4096; i++) tested.addRow(1);
  tested.addRow(1, { text: "x".repeat(1024 ** 2) });
  tested.addRow(1);
  assertEquals(tested.receivedSoFar(), ["block 0", "block 1", "block 4097"]);
});

Deno.test("BlockPoster posts the rest soon by a timer, which close() stops", async () => {
  using tested = new TestedPoster();
  tested.addRow(0);
  tested.addRow(1);
  while (tested.posted < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  tested.addRow(2);
  tested.poster.close();
  assertEquals(tested.receivedSoFar(), ["block 0", "block 1", "block 2"]);
});

Deno.test("BlockPoster posts output with the next block, or earlier when there is much of it", () => {
  using tested = new TestedPoster();
  tested.poster.addOutput("a line\n");
  tested.addRow(0);
  assertEquals(tested.receivedSoFar(), ["output", "block 0"]);
  tested.poster.addOutput("x".repeat(65_535));
  assertEquals(tested.receivedSoFar().length, 2);
  tested.poster.addOutput("\n");
  tested.poster.post();
  assertEquals(tested.receivedSoFar(), ["output", "block 0", "output"]);
  assertEquals(tested.posted, 1);
});

Deno.test("BlockPoster posts a call with records at once, in one message with the rows so far", () => {
  using tested = new TestedPoster();
  tested.addRow(0);
  tested.addRow(1);
  tested.packer.add(2, null, NOW_MS + 2, { table: new Table([{ a: 1 }]) });
  tested.poster.postCall(2, null, NOW_MS + 2);
  tested.packer.add(3, null, NOW_MS + 3, {});
  tested.poster.postCall(3, null, NOW_MS + 3); // There are none.
  tested.poster.close();
  assertEquals(tested.receivedSoFar(), ["block 0", "block 1 with records 2", "block 3"]);
});
