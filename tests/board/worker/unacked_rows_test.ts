import { assert, assertEquals } from "@std/assert";
import { RowWriter } from "../../../board/scalars/row_writer.ts";
import { UnackedRows } from "../../../board/worker/unacked_rows.ts";
import type { Records } from "../../../writer/records.ts";
import { RowChunk } from "../../../writer/rows/row_chunk.ts";

/** Rows without an acknowledgement, and what writes and acknowledges them. */
class Tested {
  readonly rows: UnackedRows;
  readonly #writer: RowWriter;
  readonly released: number[] = [];

  constructor(maxBytes: number) {
    this.rows = new UnackedRows(maxBytes);
    this.#writer = new RowWriter(this.rows);
  }

  add(step: number, recordBytes?: number): void {
    this.#writer.publish(step, null, 0, recordBytes !== undefined);
    if (recordBytes === undefined) return;
    const lists = { media: [], tables: [], histograms: [] };
    const records: Records = { step, globalStep: null, timeMs: 0, ...lists };
    this.rows.addRecords({ records, byteCount: recordBytes }, () => this.released.push(step));
  }

  /** Acknowledges so many rows of the oldest chunk; each has four cells. */
  ack(rowCount: number): void {
    const chunk = this.chunks()[0];
    chunk?.ack(chunk.acked + 4 * rowCount);
  }

  chunks(): RowChunk[] {
    return this.rows.startOver().flatMap((message) =>
      message.type === "chunk" ? [new RowChunk(message.buffer)] : []
    );
  }
}

Deno.test("UnackedRows.isFull is true above the bound, rows and records together", () => {
  const tested = new Tested(1000);
  const { rows } = tested;
  assertEquals(rows.isFull, false);
  for (let step = 0; step < 25; step++) tested.add(step);
  assertEquals(rows.isFull, false); // 25 rows of 32 bytes.
  tested.add(25, 200);
  assertEquals(rows.isFull, true);
  tested.ack(26);
  rows.acknowledge(0);
  assertEquals(rows.isFull, false);
  tested.add(26, 801);
  assertEquals(rows.isFull, true);
  rows.acknowledge(200);
  assertEquals([rows.isFull, tested.released], [false, [25]]);
});

Deno.test("UnackedRows.isFullFor() always has room where all is acknowledged", () => {
  const tested = new Tested(1000);
  const { rows } = tested;
  assertEquals(rows.isFullFor(1e6), false);
  tested.add(0);
  assertEquals(rows.isFullFor(1), true);
  tested.ack(1);
  assertEquals(rows.isFullFor(1e6), false);
});

Deno.test("UnackedRows.firstStep is the lowest step that is not acknowledged", () => {
  const tested = new Tested(1e6);
  const { rows } = tested;
  assertEquals(rows.firstStep, undefined);
  tested.add(5);
  assertEquals(rows.firstStep, 5);
  tested.add(7, 10);
  tested.add(8);
  assertEquals(rows.firstStep, 5);
  tested.ack(2);
  rows.acknowledge(0);
  assertEquals(rows.firstStep, 7, "its records are not stored");
  rows.acknowledge(10);
  assertEquals(rows.firstStep, 8);
});

Deno.test("UnackedRows uses the memory of acknowledged rows again", () => {
  const tested = new Tested(1e9);
  const buffers = new Set<SharedArrayBuffer>();
  for (let step = 0; step < 1_000_000; step++) {
    tested.add(step);
    if (step % 1000 !== 0) continue;
    for (const chunk of tested.chunks()) { // All are held again.
      buffers.add(chunk.buffer);
      chunk.ack(chunk.end);
      if (chunk.isSealed) chunk.release();
    }
    tested.rows.acknowledge(0);
  }
  assert(buffers.size < 10, `${buffers.size} buffers`);
});

Deno.test("UnackedRows.startOver() returns what the next writer needs: columns, rows, records", () => {
  const tested = new Tested(1e6);
  const { rows } = tested;
  rows.addColumns([{ name: "a", type: "double" }]);
  rows.addColumns([{ name: "b", type: "string" }]);
  tested.add(0, 500);
  tested.add(1, 50);
  tested.ack(1);
  rows.acknowledge(500);
  const messages = rows.startOver().map((message) => {
    if (message.type === "records") return message.sent.records.step;
    return message.type === "columns" ? message.columns.map(({ name }) => name) : message.type;
  });
  assertEquals(messages, [["a", "b"], "chunk", 1]);
  rows.acknowledge(0);
  assertEquals(rows.records.unackedBytes, 50);
});
