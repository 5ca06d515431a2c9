import type { Column } from "../../format/block.ts";
import type { ColumnDef } from "../../format/tables.ts";
import { cellsOf, type RowChunk } from "./row_chunk.ts";
import type { ScannedRows, Stretch } from "./scan_rows.ts";

/**
 * So many rows are read column by column before the next ones: they stay in the processor's nearest
 * cache meanwhile.
 */
const TILE_ROWS = 128;

/**
 * The values of one metric in a block, while they are collected. All properties are there from the
 * start: one that is added later takes an object of its own, and there may be ten thousand metrics.
 */
interface Collected {
  readonly def: ColumnDef;
  /** How many there are. */
  count: number;
  /** Whether they are those of the first rows. */
  isFromFirst: boolean;
  doubles: Float64Array | undefined;
  booleans: Uint8Array | undefined;
  strings: string[] | undefined;
  rows: Uint32Array | undefined;
  /** How many have been copied. */
  filled: number;
}

/** The columns of all metrics that have a value, in the order of their first one. */
export function metricColumns(
  chunk: RowChunk,
  { stretches, valuesAt }: ScannedRows,
  defs: readonly ColumnDef[],
): Column[] {
  const { all, byStretch } = count(stretches, defs);
  allocate(all);
  for (const [index, stretch] of stretches.entries()) {
    const columns = byStretch[index]!;
    copyTexts(chunk, stretch, valuesAt, columns);
    fill(chunk.cells, stretch, valuesAt, columns);
  }
  return all.map(({ def: { name, type }, doubles, booleans, strings, rows }): Column => {
    const values = doubles ?? booleans ?? strings ?? [];
    return rows === undefined ? { name, type, values } : { name, type, values, rows };
  });
}

/** The metrics of some rows. */
interface Counted {
  all: Collected[];
  /** Those of each stretch, in the order of its values. */
  byStretch: Collected[][];
}

function count(stretches: readonly Stretch[], defs: readonly ColumnDef[]): Counted {
  const all: Collected[] = [];
  // Most rows have all the same metrics: then none of them is looked for.
  const byNumber = stretches.length > 1 ? new Map<number, Collected>() : undefined;
  const byStretch = stretches.map(({ columns: { numbers }, firstRow, endRow }) => {
    const columns: Collected[] = [];
    for (const number of numbers) {
      let column = byNumber?.get(number);
      if (column === undefined) {
        const def = defs[number]!; // scanRows() lets no row through that has another column.
        column = newColumn(def);
        all.push(column);
        byNumber?.set(number, column);
      }
      column.isFromFirst &&= column.count === firstRow;
      column.count += endRow - firstRow;
      columns.push(column);
    }
    return columns;
  });
  return { all, byStretch };
}

function newColumn(def: ColumnDef): Collected {
  return {
    def,
    count: 0,
    isFromFirst: true,
    doubles: undefined,
    booleans: undefined,
    strings: undefined,
    rows: undefined,
    filled: 0,
  };
}

/** One array for all numbers of a block: ten thousand metrics are no ten thousand buffers. */
function allocate(columns: readonly Collected[]): void {
  let doubleCount = 0;
  let rowCount = 0;
  for (const { def, count, isFromFirst } of columns) {
    if (def.type === "double") doubleCount += count;
    if (!isFromFirst) rowCount += count;
  }
  const doubles = new ArrayBuffer(doubleCount * Float64Array.BYTES_PER_ELEMENT);
  const rows = new ArrayBuffer(rowCount * Uint32Array.BYTES_PER_ELEMENT);
  let doublesAt = 0;
  let rowsAt = 0;
  for (const column of columns) {
    const { def, count, isFromFirst } = column;
    if (def.type === "double") {
      column.doubles = new Float64Array(doubles, doublesAt, count);
      doublesAt += column.doubles.byteLength;
    } else if (def.type === "boolean") column.booleans = new Uint8Array(count);
    else column.strings = [];
    if (isFromFirst) continue;
    column.rows = new Uint32Array(rows, rowsAt, count);
    rowsAt += column.rows.byteLength;
  }
}

/** Copies numbers and booleans, and notes the rows of all values. */
function fill(
  cells: Float64Array,
  { firstRow, endRow }: Stretch,
  valuesAt: Uint32Array,
  columns: readonly Collected[],
): void {
  for (let row = firstRow; row < endRow; row += TILE_ROWS) {
    const tile = valuesAt.subarray(row, Math.min(endRow, row + TILE_ROWS));
    for (let place = 0; place < columns.length; place++) {
      const column = columns[place]!;
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
  columns: readonly Collected[],
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
