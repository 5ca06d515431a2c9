/**
 * The block of rows: the unit in which the writer puts rows into the journal,
 * and from there into the backend.
 *
 * @module
 */
import { type ColumnType, orderColumn, type TableName } from "./tables.ts";

/**
 * The cells of one column of a block.
 *
 * | type | array | a cell |
 * |---|---|---|
 * | double | `Float64Array` | an IEEE 754 double |
 * | boolean | `Uint8Array` | 0 or 1 |
 * | string | `string[]` | text |
 * | int64 | `BigInt64Array` | a signed integer |
 * | int32 | `Int32Array` | a signed integer |
 * | timestamp | `BigInt64Array` | microseconds since 1970-01-01 UTC |
 * | double[] | `Float64Array[]` | a list of doubles |
 * | int64[] | `BigInt64Array[]` | a list of integers |
 */
export type ColumnValues =
  | Float64Array
  | Uint8Array
  | BigInt64Array
  | Int32Array
  | string[]
  | Float64Array[]
  | BigInt64Array[];

/** The class of array that the values of each column type are in; text and lists have arrays. */
export const VALUE_ARRAYS = {
  double: Float64Array,
  boolean: Uint8Array,
  string: Array,
  int64: BigInt64Array,
  int32: Int32Array,
  timestamp: BigInt64Array,
  "double[]": Array,
  "int64[]": Array,
} as const satisfies Readonly<Record<ColumnType, unknown>>;

/** One column of a block: only the cells that have a value, in row order. */
export interface Column {
  /** The column's name, as logged. */
  name: string;
  /** The type of all its cells. */
  type: ColumnType;
  /** The cells that have a value. */
  values: ColumnValues;
  /**
   * The row of each value, rising. Without it the values are those of the
   * first `values.length` rows. All other rows are empty.
   */
  rows?: Uint32Array;
}

/**
 * Some rows of one table, by column.
 *
 * The first three columns are always {@linkcode KEY_COLUMNS}. `step` has a
 * value in every row and never falls. Of an event table that holds for the
 * fourth column, `number`, and what is said here of steps is meant of numbers.
 */
export interface Block {
  /** The table that the rows belong to. */
  table: TableName;
  /** How many rows there are. */
  rowCount: number;
  /** The step of the first row. */
  firstStep: number;
  /** The step of the last row. */
  lastStep: number;
  /** The key columns, and the others that have a value in this block. */
  columns: Column[];
}

/**
 * The rows of a block whose step is above `step`: `undefined` where there is
 * none, the block itself where all are.
 */
export function rowsAbove(block: Block, step: number): Block | undefined {
  if (block.lastStep <= step) return undefined;
  if (block.firstStep > step) return block;
  const order = orderColumn(block.table);
  const steps = block.columns.find((column) => column.name === order)!
    .values as BigInt64Array;
  const first = steps.findIndex((value) => value > BigInt(step));
  return {
    table: block.table,
    rowCount: block.rowCount - first,
    firstStep: Number(steps[first]),
    lastStep: block.lastStep,
    columns: block.columns.map((column) => cellsFrom(column, first)),
  };
}

function cellsFrom({ name, type, values, rows }: Column, first: number): Column {
  if (rows === undefined) return { name, type, values: values.slice(first) };
  const at = rows.findIndex((row) => row >= first);
  const from = at === -1 ? rows.length : at;
  return {
    name,
    type,
    values: values.slice(from),
    rows: rows.slice(from).map((row) => row - first),
  };
}
