import { assertEquals } from "@std/assert";
import { UnackedRows } from "../../../board/worker/unacked_rows.ts";
import { SharedState } from "../../../writer/shared_state.ts";
import type { Block } from "../../../format/block.ts";
import type { Records } from "../../../writer/records.ts";

function addBlock(rows: UnackedRows, firstStep: number, byteCount: number): void {
  const block: Block = {
    table: "metrics",
    rowCount: 1,
    firstStep,
    lastStep: firstStep,
    columns: [],
  };
  rows.blocks.add({ message: { type: "block", block, byteCount }, firstStep });
}

function addRecords(rows: UnackedRows, step: number, byteCount: number): void {
  const lists = { media: [], tables: [], histograms: [] };
  const records: Records = { step, globalStep: null, timeMs: 0, ...lists };
  rows.records.add({ message: { type: "records", records, byteCount }, firstStep: step });
}

Deno.test("UnackedRows.isFull is true above the bound, where blocks count twice", () => {
  const rows = new UnackedRows(1000);
  assertEquals(rows.isFull, false);
  addBlock(rows, 0, 400);
  addRecords(rows, 1, 200);
  assertEquals(rows.isFull, false);
  addRecords(rows, 2, 1);
  assertEquals(rows.isFull, true);
  const shared = new SharedState();
  shared.addAckedRecords(200);
  rows.acknowledge(shared);
  assertEquals(rows.isFull, false);
});

Deno.test("UnackedRows.firstStep is the lowest step that is not acknowledged", () => {
  const rows = new UnackedRows(1000);
  assertEquals(rows.firstStep, undefined);
  addRecords(rows, 7, 10);
  assertEquals(rows.firstStep, 7);
  addBlock(rows, 5, 10);
  addBlock(rows, 8, 10);
  assertEquals(rows.firstStep, 5);
  const shared = new SharedState();
  shared.addAcked(10);
  rows.acknowledge(shared);
  assertEquals(rows.firstStep, 7);
});

Deno.test("UnackedRows.startOver() returns what the next writer must be sent, blocks first", () => {
  const rows = new UnackedRows(1000);
  addRecords(rows, 0, 600);
  addBlock(rows, 1, 100);
  addBlock(rows, 2, 200);
  const shared = new SharedState();
  shared.addAcked(100);
  rows.acknowledge(shared);
  assertEquals(rows.startOver().map(({ type }) => type), ["block", "records"]);
  assertEquals(rows.isFull, false); // 2 × 200 + 600
  rows.acknowledge(new SharedState());
  assertEquals([rows.blocks.unackedBytes, rows.records.unackedBytes], [200, 600]);
});
