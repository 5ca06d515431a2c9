import type { Block, Column } from "../../format/block.ts";
import type { ColumnDef } from "../../format/tables.ts";
import { metricColumns, type RowColumns, type Stretch } from "./metric_columns.ts";
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

/** A place between two entries of a chunk. */
export interface RowPosition {
  /** The cell at which the next entry begins. */
  at: number;
  /** The columns of the entry before. */
  columns: RowColumns;
}

/** The columns before the first entry of a chunk. */
export const NO_COLUMNS: RowColumns = { numbers: new Uint32Array(), texts: [] };

/** What the rows of {@linkcode readRows} are read with. */
export interface RowSource {
  /** All columns that the board has named so far, by their numbers. */
  columns: readonly ColumnDef[];
  /** Whether the records of this step's log call have come. */
  hasRecords(step: number): boolean;
}

/** Rows of a chunk as a block. */
export interface ReadRows {
  block: Block;
  /** The step of the last row, where its log call has records too. */
  recordsStep?: number;
  /** The place behind the last row. */
  next: RowPosition;
}

/** Rows that make a block. */
interface Scan {
  stretches: Stretch[];
  /** Where each entry begins. */
  entriesAt: number[];
  recordsStep?: number;
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

/**
 * Makes a block of rows that the board has published.
 *
 * @returns `undefined` where there is none, or where the next one needs columns or records that
 * have not come yet.
 */
export function readRows(
  chunk: RowChunk,
  start: RowPosition,
  source: RowSource,
): ReadRows | undefined {
  const { stretches, entriesAt, recordsStep, next } = scan(chunk, start, source);
  const [firstAt] = entriesAt;
  if (firstAt === undefined) return undefined;
  const { cells } = chunk;
  const rowCount = entriesAt.length;
  const block: Block = {
    table: "metrics",
    rowCount,
    firstStep: cells[firstAt + 1] ?? 0,
    lastStep: cells[(entriesAt.at(-1) ?? firstAt) + 1] ?? 0,
    columns: [...keyColumns(cells, entriesAt), ...metricColumns(chunk, stretches, source.columns)],
  };
  return { block, next, ...(recordsStep !== undefined && { recordsStep }) };
}

function scan(chunk: RowChunk, start: RowPosition, source: RowSource): Scan {
  const { end, cells } = chunk;
  const stretches: Stretch[] = [];
  const entriesAt: number[] = [];
  let { at, columns } = start;
  let stretch: Stretch | undefined;
  let valueCount = 0;
  let textBytes = 0;
  const isFull = () =>
    entriesAt.length >= MAX_ROWS || valueCount >= MAX_VALUES || textBytes >= MAX_TEXT_BYTES ||
    entriesAt.length * source.columns.length >= MAX_CELLS;
  while (at < end && !isFull()) {
    const entry = readEntry(chunk, { at, columns }, source.columns);
    if (entry === undefined) break;
    const step = cells[at + 1] ?? 0;
    if (entry.hasRecords && !source.hasRecords(step)) break;
    if (stretch?.columns !== entry.columns) {
      stretch = { columns: entry.columns, firstRow: entriesAt.length, valuesAt: [] };
      stretches.push(stretch);
    }
    stretch.valuesAt.push(entry.valuesAt);
    entriesAt.push(at);
    valueCount += entry.columns.numbers.length;
    textBytes += entry.textBytes;
    ({ columns, end: at } = entry);
    if (entry.hasRecords) return { stretches, entriesAt, recordsStep: step, next: { at, columns } };
  }
  return { stretches, entriesAt, next: { at, columns } };
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

function keyColumns(cells: Float64Array, entriesAt: readonly number[]): Column[] {
  const steps = new Int64Filler(entriesAt.length);
  const globalSteps = new Int64Filler(entriesAt.length);
  const times = new Int64Filler(entriesAt.length);
  const globalStepRows: number[] = [];
  for (const [row, at] of entriesAt.entries()) {
    steps.push(cells[at + 1] ?? 0);
    const globalStep = cells[at + 2] ?? NaN;
    if (!Number.isNaN(globalStep)) {
      globalSteps.push(globalStep);
      globalStepRows.push(row);
    }
    times.push(1000 * (cells[at + 3] ?? 0));
  }
  const globalStepColumn: Column = {
    name: "global_step",
    type: "int64",
    values: globalSteps.values(),
  };
  const isFromFirst = (globalStepRows.at(-1) ?? -1) === globalStepRows.length - 1;
  if (!isFromFirst) globalStepColumn.rows = Uint32Array.from(globalStepRows);
  return [
    { name: "step", type: "int64", values: steps.values() },
    globalStepColumn,
    { name: "timestamp", type: "timestamp", values: times.values() },
  ];
}

const TWO_TO_32 = 2 ** 32;

/** 64-bit integers, written as pairs of 32-bit words: without a BigInt for each. */
class Int64Filler {
  readonly #words: Uint32Array<ArrayBuffer>;
  #count = 0;

  constructor(length: number) {
    this.#words = new Uint32Array(2 * length);
  }

  /** Adds an integer within ±2^53. */
  push(value: number): void {
    const index = 2 * this.#count++;
    this.#words[index] = value; // modulo 2^32
    this.#words[index + 1] = Math.floor(value / TWO_TO_32);
  }

  values(): BigInt64Array {
    return new BigInt64Array(this.#words.buffer, 0, this.#count);
  }
}
