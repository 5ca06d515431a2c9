import type { Block, Column } from "../../format/block.ts";
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
const MAX_VALUES = 2 ** 17;
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

/** The columns of an entry. */
export interface RowColumns {
  /** Their numbers, in the order of their values. */
  numbers: Uint32Array;
  /** At which places of the entry texts are. */
  texts: number[];
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

/** Rows one after the other with the same columns. */
interface Stretch {
  columns: RowColumns;
  firstRow: number;
  /** Where the values of each row begin. */
  valuesAt: number[];
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

/** The values of one metric in a block, while they are collected. */
interface Collected {
  def: ColumnDef;
  /** How many there are. */
  count: number;
  /** Whether they are those of the first rows. */
  isFromFirst: boolean;
  doubles?: Float64Array;
  booleans?: Uint8Array;
  strings?: string[];
  rows?: Uint32Array;
  /** How many have been copied. */
  filled: number;
}

/** The columns of all metrics that have a value, in the order of their first one. */
function metricColumns(
  chunk: RowChunk,
  stretches: readonly Stretch[],
  defs: readonly ColumnDef[],
): Column[] {
  const collected = count(stretches, defs);
  allocate([...collected.values()]);
  for (const stretch of stretches) copyTexts(chunk, stretch, collected);
  for (const stretch of stretches) {
    for (const [place, number] of stretch.columns.numbers.entries()) {
      const column = collected.get(number);
      if (column !== undefined) fill(column, chunk.cells, stretch, place);
    }
  }
  return [...collected.values()].map(
    ({ def: { name, type }, doubles, booleans, strings, rows }) => {
      const column: Column = { name, type, values: doubles ?? booleans ?? strings ?? [] };
      if (rows !== undefined) column.rows = rows;
      return column;
    },
  );
}

function count(stretches: readonly Stretch[], defs: readonly ColumnDef[]): Map<number, Collected> {
  const collected = new Map<number, Collected>();
  for (const { columns, firstRow, valuesAt } of stretches) {
    for (const number of columns.numbers) {
      let column = collected.get(number);
      if (column === undefined) {
        const def = defs[number];
        if (def === undefined) continue; // readEntry() lets none through.
        column = { def, count: 0, isFromFirst: true, filled: 0 };
        collected.set(number, column);
      }
      column.isFromFirst &&= column.count === firstRow;
      column.count += valuesAt.length;
    }
  }
  return collected;
}

/** One array for all numbers of a block: ten thousand metrics are no ten thousand buffers. */
function allocate(columns: readonly Collected[]): void {
  const sum = (counted: readonly Collected[]) =>
    counted.reduce((total, { count }) => total + count, 0);
  const doubles = new Float64Array(sum(columns.filter(({ def }) => def.type === "double")));
  const rows = new Uint32Array(sum(columns.filter(({ isFromFirst }) => !isFromFirst)));
  let doublesAt = 0;
  let rowsAt = 0;
  for (const column of columns) {
    const { def, count, isFromFirst } = column;
    if (def.type === "double") column.doubles = doubles.subarray(doublesAt, doublesAt += count);
    else if (def.type === "boolean") column.booleans = new Uint8Array(count);
    else column.strings = [];
    if (!isFromFirst) column.rows = rows.subarray(rowsAt, rowsAt += count);
  }
}

function fill(column: Collected, cells: Float64Array, stretch: Stretch, place: number): void {
  const { doubles, booleans, rows, filled } = column;
  const { valuesAt, firstRow } = stretch;
  const target = doubles ?? booleans;
  if (target !== undefined) {
    for (let i = 0; i < valuesAt.length; i++) {
      target[filled + i] = cells[valuesAt[i]! + place]!;
    }
  }
  if (rows !== undefined) {
    for (let i = 0; i < valuesAt.length; i++) rows[filled + i] = firstRow + i;
  }
  column.filled += valuesAt.length;
}

function copyTexts(
  { cells, bytes }: RowChunk,
  { columns: { numbers, texts }, valuesAt }: Stretch,
  collected: ReadonlyMap<number, Collected>,
): void {
  if (texts.length === 0) return;
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (const start of valuesAt) {
    let at = start + numbers.length;
    for (const place of texts) {
      const byteLength = cells[start + place] ?? 0;
      const from = at * Float64Array.BYTES_PER_ELEMENT;
      const text = decoder.decode(bytes.subarray(from, from + byteLength));
      collected.get(numbers[place] ?? -1)?.strings?.push(text);
      at += cellsOf(byteLength);
    }
  }
}
