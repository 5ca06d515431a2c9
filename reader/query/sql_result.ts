import type { CallOptions } from "../shared/call_options.ts";
import { uniqueNames } from "../../format/unique_names.ts";

/** A value in the result of a query. */
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

/** Values for `?` and `$1` by position, or for `$name` by name. */
export type SqlParams = readonly SqlParam[] | Readonly<Record<string, SqlParam>>;

/** How a query is run. */
export interface SqlOptions extends CallOptions {
  /** How many rows to return at most, 1 or more; the rest is not computed. Default: all. */
  maxRows?: number;
  /**
   * Whether no digit may be lost: decimals of more than 15 digits, dates (`2026-01-02`), timestamps
   * (`2026-01-02T03:04:05.123456Z`) and blobs (`0x01ff`) are strings then. Default: `false`.
   */
  exact?: boolean;
}

/** A column of a query's result. */
export interface SqlColumn {
  /** The name; several columns may share one. */
  name: string;
  /** The type, as DuckDB names it: `BIGINT`, `DOUBLE[]`. */
  type: string;
}

/**
 * The result of a query.
 *
 * Integers are numbers within ±2^53 and bigints beyond, decimals are numbers,
 * dates and timestamps are `Date` (UTC, whole milliseconds), blobs are bytes,
 * lists are arrays, structs and maps are objects. Any other value is a string,
 * as DuckDB writes it. {@linkcode SqlOptions.exact} keeps more.
 */
export class SqlResult {
  /** The columns, from left to right. */
  readonly columns: readonly SqlColumn[];
  /** The rows, with one value per column. */
  readonly rows: SqlValue[][];
  /** Whether there were more rows than `maxRows`. */
  readonly truncated: boolean;

  /** Made by `sql()`. */
  constructor(columns: readonly SqlColumn[], rows: SqlValue[][], truncated: boolean) {
    this.columns = columns;
    this.rows = rows;
    this.truncated = truncated;
  }

  /** The names of the columns, each once: of several columns named `loss`, the second is `loss_1`. */
  uniqueNames(): string[] {
    return uniqueNames(this.columns.map(({ name }) => name));
  }

  /** The rows as objects. The properties are named as {@linkcode uniqueNames} has it. */
  toObjects(): Record<string, SqlValue>[] {
    const names = this.uniqueNames();
    return this.rows.map((row) =>
      // Not by assignment, as a column may be named `__proto__`.
      Object.fromEntries(names.map((name, index) => [name, row[index]!]))
    );
  }
}
