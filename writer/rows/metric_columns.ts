import type { Column } from "../../format/block.ts";
import type { ColumnDef } from "../../format/tables.ts";
import { cellsOf, type RowChunk } from "./row_chunk.ts";
import type { ScannedRows, Stretch } from "./scan_rows.ts";

/**
 * So many rows are read column by column before the next ones: they stay in the processor's nearest
 * cache meanwhile.
 */
const TILE_ROWS = 128;

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
  { stretches, valuesAt }: ScannedRows,
  defs: readonly ColumnDef[],
): Column[] {
  const collected = count(stretches, defs);
  allocate([...collected.values()]);
  for (const stretch of stretches) {
    const columns = Array.from(stretch.columns.numbers, (number) => collected.get(number));
    copyTexts(chunk, stretch, valuesAt, columns);
    fill(chunk.cells, stretch, valuesAt, columns);
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
  for (const { columns, firstRow, endRow } of stretches) {
    for (const number of columns.numbers) {
      let column = collected.get(number);
      if (column === undefined) {
        const def = defs[number];
        if (def === undefined) continue; // scanRows() lets none through.
        column = { def, count: 0, isFromFirst: true, filled: 0 };
        collected.set(number, column);
      }
      column.isFromFirst &&= column.count === firstRow;
      column.count += endRow - firstRow;
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

/** Copies numbers and booleans, and notes the rows of all values. */
function fill(
  cells: Float64Array,
  { firstRow, endRow }: Stretch,
  valuesAt: Uint32Array,
  columns: readonly (Collected | undefined)[],
): void {
  for (let row = firstRow; row < endRow; row += TILE_ROWS) {
    const tile = valuesAt.subarray(row, Math.min(endRow, row + TILE_ROWS));
    for (const [place, column] of columns.entries()) {
      if (column === undefined) continue;
      const { doubles, booleans, rows, filled } = column;
      if (doubles !== undefined) copyDoubles(cells, tile, place, doubles, filled);
      else if (booleans !== undefined) copyBooleans(cells, tile, place, booleans, filled);
      if (rows !== undefined) { for (let i = 0; i < tile.length; i++) rows[filled + i] = row + i; }
      column.filled += tile.length;
    }
  }
}

/** A function of its own for each type: one for both would be compiled for neither. */
function copyDoubles(
  cells: Float64Array,
  valuesAt: Uint32Array,
  place: number,
  target: Float64Array,
  start: number,
): void {
  for (let i = 0; i < valuesAt.length; i++) target[start + i] = cells[valuesAt[i]! + place]!;
}

function copyBooleans(
  cells: Float64Array,
  valuesAt: Uint32Array,
  place: number,
  target: Uint8Array,
  start: number,
): void {
  for (let i = 0; i < valuesAt.length; i++) target[start + i] = cells[valuesAt[i]! + place]!;
}

function copyTexts(
  { cells, bytes }: RowChunk,
  { columns: { numbers, texts }, firstRow, endRow }: Stretch,
  valuesAt: Uint32Array,
  columns: readonly (Collected | undefined)[],
): void {
  if (texts.length === 0) return;
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (const start of valuesAt.subarray(firstRow, endRow)) {
    let at = start + numbers.length;
    for (const place of texts) {
      const byteLength = cells[start + place] ?? 0;
      const from = at * Float64Array.BYTES_PER_ELEMENT;
      columns[place]?.strings?.push(decoder.decode(bytes.subarray(from, from + byteLength)));
      at += cellsOf(byteLength);
    }
  }
}
