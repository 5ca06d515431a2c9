import type { Column } from "../../format/block.ts";
import type { ColumnDef } from "../../format/tables.ts";
import { cellsOf, type RowChunk } from "./row_chunk.ts";

/** The columns of an entry. */
export interface RowColumns {
  /** Their numbers, in the order of their values. */
  numbers: Uint32Array;
  /** At which places of the entry texts are. */
  texts: number[];
}

/** Rows one after the other with the same columns. */
export interface Stretch {
  columns: RowColumns;
  firstRow: number;
  /** Where the values of each row begin. */
  valuesAt: number[];
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
export function metricColumns(
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
