import type { ColumnDef } from "../../format/tables.ts";
import {
  cellsOf,
  ENTRY_HEAD_CELLS,
  FLAG_STEP,
  HAS_RECORDS,
  LISTS_COLUMNS,
  type RowChunk,
} from "./row_chunk.ts";

/** A block ends once it has so many rows, values or bytes of texts. */
const MAX_ROWS = 4096;
const MAX_VALUES = 2 ** 19;
const MAX_TEXT_BYTES = 1024 ** 2;
/** Of a block with many metrics most cells are empty, and take no bytes; readers refuse 2^25. */
const MAX_CELLS = 2 ** 22;

/** The columns of an entry. */
export interface RowColumns {
  /** Their numbers, in the order of their values. */
  numbers: Uint32Array;
  /** At which places of the entry texts are. */
  texts: number[];
}

/** A place between two entries of a chunk. */
export interface RowPosition {
  /** The cell at which the next entry begins. */
  at: number;
  /** The columns of the entry before. */
  columns: RowColumns;
}

/** The columns before the first entry of a chunk. */
export const NO_COLUMNS: RowColumns = { numbers: new Uint32Array(), texts: [] };

/** What entries are read with. */
export interface RowSource {
  /** All columns that the board has named so far, by their numbers. */
  columns: readonly ColumnDef[];
  /** Whether the records of this step's log call have come. */
  hasRecords(step: number): boolean;
}

/** Rows one after the other with the same columns. */
export interface Stretch {
  columns: RowColumns;
  firstRow: number;
  /** The row behind the last one. */
  endRow: number;
}

/** Rows that make a block. */
export interface ScannedRows {
  /** The cell at which each entry begins. */
  entriesAt: Uint32Array;
  /** The cell at which its values begin. */
  valuesAt: Uint32Array;
  /** All of the rows. */
  stretches: Stretch[];
  /** The step of the last row, where its log call has records too. */
  recordsStep?: number;
  /** The place behind the last row. */
  next: RowPosition;
}

/** One entry. */
interface Entry {
  columns: RowColumns;
  valuesAt: number;
  hasRecords: boolean;
  textBytes: number;
  end: number;
}

/** Finds the next rows that the board has published, as many as make a block. */
export function scanRows(chunk: RowChunk, start: RowPosition, source: RowSource): ScannedRows {
  const { end, cells } = chunk;
  let { at, columns } = start;
  const maxRows = Math.min(
    MAX_ROWS,
    Math.ceil(MAX_CELLS / Math.max(1, source.columns.length)),
    Math.ceil((end - at) / ENTRY_HEAD_CELLS),
  );
  const entriesAt = new Uint32Array(maxRows);
  const valuesAt = new Uint32Array(maxRows);
  const stretches: Stretch[] = [];
  let stretch: Stretch | undefined;
  let rowCount = 0;
  let valueCount = 0;
  let textBytes = 0;
  let recordsStep: number | undefined;
  /** The first cell of an entry with the columns of the one before, and nothing that is to be looked at. */
  let plainHead = NaN;
  while (
    at < end && rowCount < maxRows && valueCount < MAX_VALUES && textBytes < MAX_TEXT_BYTES
  ) {
    if (cells[at] === plainHead) {
      const count = columns.numbers.length;
      entriesAt[rowCount] = at;
      valuesAt[rowCount++] = at + ENTRY_HEAD_CELLS;
      valueCount += count;
      at += ENTRY_HEAD_CELLS + count;
      continue;
    }
    const entry = readEntry(chunk, { at, columns }, source.columns);
    if (entry === undefined) break;
    const step = cells[at + 1] ?? 0;
    if (entry.hasRecords && !source.hasRecords(step)) break;
    if (stretch?.columns !== entry.columns) {
      if (stretch !== undefined) stretch.endRow = rowCount;
      stretch = { columns: entry.columns, firstRow: rowCount, endRow: rowCount };
      stretches.push(stretch);
      plainHead = entry.columns.texts.length > 0 ? NaN : FLAG_STEP * entry.columns.numbers.length;
    }
    entriesAt[rowCount] = at;
    valuesAt[rowCount++] = entry.valuesAt;
    valueCount += entry.columns.numbers.length;
    textBytes += entry.textBytes;
    ({ columns, end: at } = entry);
    if (!entry.hasRecords) continue;
    recordsStep = step;
    break;
  }
  if (stretch !== undefined) stretch.endRow = rowCount;
  return {
    entriesAt: entriesAt.subarray(0, rowCount),
    valuesAt: valuesAt.subarray(0, rowCount),
    stretches,
    recordsStep,
    next: { at, columns },
  };
}

/** Finds the place of a cell between two entries of which this reader has not read the earlier ones. */
export function findPosition(
  chunk: RowChunk,
  cell: number,
  source: RowSource,
  start: RowPosition,
): RowPosition {
  let { at, columns } = start;
  while (at < cell) {
    const entry = readEntry(chunk, { at, columns }, source.columns);
    if (entry === undefined) break;
    ({ columns, end: at } = entry);
  }
  return { at, columns };
}

/** Returns `undefined` where it has a column that the board has not named yet. */
function readEntry(
  { cells }: RowChunk,
  { at, columns }: RowPosition,
  defs: readonly ColumnDef[],
): Entry | undefined {
  const head = cells[at] ?? 0;
  const count = Math.floor(head / FLAG_STEP);
  let valuesAt = at + ENTRY_HEAD_CELLS;
  if ((head & LISTS_COLUMNS) !== 0) {
    const numbers = Uint32Array.from(cells.subarray(valuesAt, valuesAt + count));
    const texts: number[] = [];
    for (const [place, number] of numbers.entries()) {
      const def = defs[number];
      if (def === undefined) return undefined;
      if (def.type === "string") texts.push(place);
    }
    columns = { numbers, texts };
    valuesAt += count;
  }
  let end = valuesAt + count;
  let textBytes = 0;
  for (const place of columns.texts) {
    const byteLength = cells[valuesAt + place] ?? 0;
    textBytes += byteLength;
    end += cellsOf(byteLength);
  }
  return { columns, valuesAt, hasRecords: (head & HAS_RECORDS) !== 0, textBytes, end };
}
