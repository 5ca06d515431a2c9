import type { SentRecords } from "../../writer/records.ts";
import type { ColumnDef } from "../../format/tables.ts";
import type { ToWriter } from "../../writer/protocol.ts";
import type { RowChunk } from "../../writer/rows/row_chunk.ts";
import { RowQueue } from "./row_queue.ts";
import { UnackedQueue } from "./unacked_queue.ts";

/**
 * All that the writer has not acknowledged: rows, which are not known to be in
 * the journal, and records, which are not known to be stored.
 *
 * Their memory is bounded. Whoever logs more than the bound has to wait.
 */
export class UnackedRows {
  /** Media, tables and histograms. */
  readonly records: UnackedQueue = new UnackedQueue();
  readonly #rows: RowQueue;
  readonly #columns: ColumnDef[] = [];
  readonly #maxBytes: number;

  /** @param maxBytes The bound, in bytes. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#rows = new RowQueue(maxBytes);
  }

  /** Keeps columns that rows name by their numbers, from 0 on. */
  addColumns(columns: readonly ColumnDef[]): void {
    for (const column of columns) this.#columns.push(column);
  }

  /** Begins a chunk of rows with room for so many bytes. */
  addChunk(minBytes: number): RowChunk {
    return this.#rows.add(minBytes);
  }

  /**
   * Keeps the records of a log call that are being sent.
   *
   * @param onAcked Called once they are stored.
   */
  addRecords(sent: SentRecords, onAcked?: () => void): void {
    this.records.add({
      message: { type: "records", sent },
      byteCount: sent.byteCount,
      firstStep: sent.records.step,
      onAcked,
    });
  }

  /** Whether all of it takes more memory than the bound, as of the last {@linkcode acknowledge}. */
  get isFull(): boolean {
    return this.unackedBytes > this.#maxBytes;
  }

  /** Whether the next chunk would pass the bound. Where nothing else is kept there is always room. */
  isFullFor(minBytes: number): boolean {
    const bytes = this.unackedBytes;
    return bytes > 0 && bytes + this.#rows.nextBytes(minBytes) > this.#maxBytes;
  }

  /** How many bytes are not acknowledged, as of the last {@linkcode acknowledge}. */
  get unackedBytes(): number {
    return this.#rows.unackedBytes + this.records.unackedBytes;
  }

  /** The lowest step of all; `undefined` where there are none. */
  get firstStep(): number | undefined {
    const steps = [this.#rows.firstStep, this.records.first?.firstStep];
    const known = steps.filter((step) => step !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** Whether the journal lacks rows, as of the last {@linkcode acknowledge}. */
  get hasRows(): boolean {
    return this.#rows.firstStep !== undefined;
  }

  /** Removes what has been acknowledged, and frees its memory. */
  acknowledge(ackedRecordBytes: number): void {
    this.#rows.acknowledge();
    this.records.acknowledge(ackedRecordBytes);
  }

  /** Removes all: nobody will acknowledge it. */
  clear(): void {
    this.#rows.clear();
    this.records.clear();
  }

  /** Returns what a new writer needs, in this order, and counts the bytes of records from zero again. */
  startOver(): ToWriter[] {
    this.records.startOver();
    const messages: ToWriter[] = this.#rows.startOver().map((buffer) => ({
      type: "chunk",
      buffer,
    }));
    if (this.#columns.length > 0) messages.unshift({ type: "columns", columns: this.#columns });
    for (const { message } of this.records.messages) messages.push(message);
    return messages;
  }
}
