import type { CallOptions } from "./call_options.ts";

/** A value that a query gives back. */
export type SqlValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | SqlValue[]
  | { [key: string]: SqlValue };

/** A value for a parameter of a query. */
export type SqlParam = null | boolean | number | bigint | string | Date | Uint8Array;

/** Values for `?` and `$1` by place, or for `$name` by name. */
export type SqlParams = readonly SqlParam[] | Readonly<Record<string, SqlParam>>;

/** How a query is run. */
export interface SqlOptions extends CallOptions {
  /** How many rows to give back at most, 1 or more; the rest is not computed. Default: all. */
  maxRows?: number;
}

/** A column of a query's answer. */
export interface SqlColumn {
  /** Its name. */
  name: string;
  /** DuckDB's name of its type: `BIGINT`, `DOUBLE[]`. */
  type: string;
}

/**
 * The answer to a query.
 *
 * Integers are numbers within ±2^53 and bigints beyond, decimals are numbers,
 * dates and timestamps are `Date` (UTC, whole milliseconds), blobs are bytes,
 * lists are arrays, structs and maps are objects. All else is text as DuckDB
 * writes it.
 */
export class SqlResult {
  /** The columns, in their order. */
  readonly columns: readonly SqlColumn[];
  /** The rows: a value for each column. */
  readonly rows: SqlValue[][];
  /** Whether there were more rows than `maxRows`. */
  readonly truncated: boolean;

  /** Made by `sql()`. */
  constructor(columns: readonly SqlColumn[], rows: SqlValue[][], truncated: boolean) {
    this.columns = columns;
    this.rows = rows;
    this.truncated = truncated;
  }

  /** The rows as objects. Of columns with one name the last one counts. */
  toObjects(): Record<string, SqlValue>[] {
    return this.rows.map((row) =>
      // Not by assignment: a column may be named `__proto__`.
      Object.fromEntries(this.columns.map(({ name }, index) => [name, row[index]]))
    );
  }
}
