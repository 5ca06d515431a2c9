import { assertEquals } from "@std/assert";
import { UnackedRows } from "../../../board/worker/unacked_rows.ts";
import { SharedState } from "../../../writer/shared_state.ts";
import type { Block } from "../../../format/block.ts";
import type { Records } from "../../../writer/records.ts";

function add(rows: UnackedRows, firstStep: number, byteCount: number, recordBytes?: number): void {
  const block: Block = {
    table: "metrics",
    rowCount: 1,
    firstStep,
    lastStep: firstStep,
    columns: [],
  };
  const lists = { media: [], tables: [], histograms: [] };
  const records: Records = { step: firstStep, globalStep: null, timeMs: 0, ...lists };
  const sent = recordBytes === undefined ? undefined : { records, byteCount: recordBytes };
  rows.addBlock({ type: "block", block, byteCount, ...(sent && { sent }) }, () => {}, () => {});
}

Deno.test("UnackedRows.isFull is true above the bound, where blocks count twice", () => {
  const rows = new UnackedRows(1000);
  assertEquals(rows.isFull, false);
  add(rows, 0, 300, 200);
  add(rows, 1, 100);
  assertEquals(rows.isFull, false);
  add(rows, 2, 0, 1);
  assertEquals(rows.isFull, true);
  const shared = new SharedState();
  shared.addAckedRecords(200);
  rows.acknowledge(shared);
  assertEquals(rows.isFull, false);
});

Deno.test("UnackedRows.firstStep is the lowest step that is not acknowledged", () => {
  const rows = new UnackedRows(1000);
  assertEquals(rows.firstStep, undefined);
  add(rows, 5, 10);
  assertEquals(rows.firstStep, 5);
  add(rows, 7, 10, 10);
  add(rows, 8, 10);
  assertEquals(rows.firstStep, 5);
  const shared = new SharedState();
  shared.addAcked(20);
  rows.acknowledge(shared);
  assertEquals(rows.firstStep, 7, "its records are not stored");
  shared.addAckedRecords(10);
  rows.acknowledge(shared);
  assertEquals(rows.firstStep, 8);
});

Deno.test("UnackedRows.startOver() returns what the next writer must be sent, in the order of the steps", () => {
  const rows = new UnackedRows(1000);
  add(rows, 0, 100, 500);
  add(rows, 1, 100, 50);
  add(rows, 2, 200, 50);
  const shared = new SharedState();
  shared.addAcked(200);
  rows.acknowledge(shared);
  const sent = rows.startOver().map((message) =>
    message.type === "records" ? message.sent.records.step : message.type
  );
  assertEquals(sent, [0, 1, "block"], "the last records are in the block");
  assertEquals(rows.isFull, false); // 2 × 200 + 600
  rows.acknowledge(new SharedState());
  assertEquals([rows.blocks.unackedBytes, rows.records.unackedBytes], [200, 600]);
});
