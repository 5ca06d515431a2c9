import type { Block } from "../../format/block.ts";
import type { ColumnDef } from "../../format/tables.ts";
import type { SentRecords } from "../records.ts";
import { readRows } from "./read_rows.ts";
import { FIRST_CELL, RowChunk } from "./row_chunk.ts";
import { findPosition, NO_COLUMNS, type RowPosition } from "./scan_rows.ts";

/** Rows that the board has published. */
export interface PublishedRows {
  block: Block;
  /** What the log call of the last row has besides scalars. */
  sent?: SentRecords;
  /** Tells the board that the journal has them. */
  ack(): void;
}

/** A place behind published rows. */
export interface PublishedEnd {
  chunk?: RowChunk;
  at: number;
}

/** Reads what the board logs, from the memory that both share and from its messages. */
export class RowReader {
  readonly #columns: ColumnDef[] = [];
  /** The chunks that are not read to their end, oldest first. */
  readonly #chunks: RowChunk[] = [];
  /** Where the oldest one is to be read. */
  #position?: RowPosition;
  readonly #records = new Map<number, SentRecords>();

  /** Names further columns; they are numbered from 0, in the order in which they come. */
  addColumns(columns: readonly ColumnDef[]): void {
    for (const column of columns) this.#columns.push(column);
  }

  /** Adds a chunk, which is read once all before it are read to their end. */
  addChunk(buffer: SharedArrayBuffer): void {
    this.#chunks.push(new RowChunk(buffer));
  }

  /**
   * Adds the records of a log call.
   *
   * @returns Whether the call's row is still to be read, and will come with them. It is not where
   * an earlier writer has put it into the journal.
   */
  addRecords(sent: SentRecords): boolean {
    const next = this.#nextStep();
    if (next === undefined || sent.records.step < next) return false;
    this.#records.set(sent.records.step, sent);
    return true;
  }

  /** The place behind the last row that is published now. */
  get end(): PublishedEnd {
    const chunk = this.#chunks.at(-1);
    return { chunk, at: chunk?.end ?? 0 };
  }

  /** Whether all rows before an {@linkcode end} have been read. */
  hasRead({ chunk, at }: PublishedEnd): boolean {
    const place = chunk === undefined ? -1 : this.#chunks.indexOf(chunk);
    if (chunk === undefined || place === -1) return true;
    return place === 0 && (this.#position?.at ?? chunk.acked) >= at;
  }

  /** Whether no more rows will come to the chunk that is to be read. */
  get hasWholeChunk(): boolean {
    return this.#skipReadChunks()?.isSealed ?? false;
  }

  /** The next rows, as one block; `undefined` where there are none for now. */
  next(): PublishedRows | undefined {
    const chunk = this.#skipReadChunks();
    if (chunk === undefined) return undefined;
    const read = readRows(chunk, this.#position ?? this.#begin(chunk), {
      columns: this.#columns,
      hasRecords: (step) => this.#records.has(step),
    });
    if (read === undefined) return undefined;
    const { block, recordsStep, next } = read;
    this.#position = next;
    const rows: PublishedRows = { block, ack: () => chunk.ack(next.at) };
    const sent = recordsStep === undefined ? undefined : this.#records.get(recordsStep);
    if (sent === undefined) return rows;
    this.#records.delete(sent.records.step);
    return { ...rows, sent };
  }

  /** The step of the next row; `undefined` where none is published. */
  #nextStep(): number | undefined {
    for (const chunk of this.#chunks) {
      const at = chunk === this.#chunks[0] && this.#position !== undefined
        ? this.#position.at
        : chunk.acked;
      if (at < chunk.end) return chunk.cells[at + 1];
    }
    return undefined;
  }

  #skipReadChunks(): RowChunk | undefined {
    for (;;) {
      const [chunk] = this.#chunks;
      if (chunk === undefined) return undefined;
      // Whether it is sealed is asked first: nothing comes after that.
      const { isSealed } = chunk;
      const at = this.#position?.at ?? chunk.acked;
      if (!isSealed || at < chunk.end) return chunk;
      this.#chunks.shift();
      this.#position = undefined;
      chunk.release();
    }
  }

  /** An earlier writer may have read the first entries, of which the later ones have their columns. */
  #begin(chunk: RowChunk): RowPosition {
    const source = { columns: this.#columns, hasRecords: () => true };
    const start = { at: FIRST_CELL, columns: NO_COLUMNS };
    return this.#position = findPosition(chunk, chunk.acked, source, start);
  }
}
