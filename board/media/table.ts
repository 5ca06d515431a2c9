import { checkOptions } from "../checks/check_options.ts";
import { formatValue, quote } from "../checks/format_value.ts";
import { withPath, wrapError } from "../checks/wrap_error.ts";
import { inferType, type TableCell, toTableCell } from "./table_cell.ts";
import { formatTable } from "./table_text.ts";
import type { TableColumnType } from "../../format/tables.ts";

/** The rows of a table: objects with one property per column, or arrays of cells. */
export type TableRows = readonly object[];

/** Options of a {@linkcode Table}. */
export interface TableOptions {
  /**
   * The names of the columns, in their order. Required if the rows are arrays.
   * Default: all keys of all rows, in the order of their first appearance.
   */
  readonly columns?: readonly string[];
  /**
   * The types of the columns: one per column, or by name for some of them.
   * Default: the type that all values of the column have, or else text.
   */
  readonly columnTypes?:
    | readonly TableColumnType[]
    | { readonly [column: string]: TableColumnType };
}

const TYPES: readonly unknown[] = ["text", "number", "boolean", "media"];
const DEFAULT_ROWS = 20;

/**
 * A table, to be logged as one value.
 *
 * Cells hold text, numbers (or a `bigint` within ±2^53), booleans and media.
 * Dates become ISO 8601 text, objects and arrays become JSON text, NaN and
 * ±Infinity become their names; `null`, `undefined` and missing cells are `null`.
 *
 * @example
 * ```ts
 * import { Table } from "@kohakuboard/client";
 * import { assertEquals } from "@std/assert";
 *
 * const table = new Table([
 *   { class: "cat", precision: 0.85 },
 *   { class: "dog", precision: 0.9, note: "few samples" },
 * ]);
 * assertEquals(table.columns, ["class", "precision", "note"]);
 * assertEquals(table.columnTypes, ["text", "number", "text"]);
 * assertEquals(table.rows[0], ["cat", 0.85, null]);
 * assertEquals(`${new Table([[1, true]], { columns: ["id", "ok"] })}`, "id  ok\n--  ----\n 1  true");
 * ```
 */
export class Table {
  /** The names of the columns. */
  readonly columns: readonly string[];
  /** The type of each column. */
  readonly columnTypes: readonly TableColumnType[];
  /** The rows, each with one cell per column. */
  readonly rows: readonly (readonly TableCell[])[];

  /**
   * Makes a table. Its cells are copied, except media.
   *
   * @param rows Objects, or arrays of cells with `columns` in the options. May
   * be empty.
   * @param options See {@linkcode TableOptions}.
   * @throws {TypeError | RangeError} For rows that do not fit the columns, cells
   * that do not fit their column's type, and unknown types.
   */
  constructor(rows: TableRows, options: TableOptions = {}) {
    try {
      checkOptions(options, ["columns", "columnTypes"]);
      const columns = checkColumns(rows, options.columns);
      const values = alignRows(rows, columns);
      const given = givenTypes(columns, options.columnTypes);
      const typedColumns = columns.map((name, i) => {
        const infer = () => inferType(values.map((row) => row[i]));
        return { name, type: given[i] ?? withPath(`column ${quote(name)}`, infer) };
      });
      this.columns = columns;
      this.columnTypes = typedColumns.map(({ type }) => type);
      this.rows = values.map((row, number) =>
        typedColumns.map(({ name, type }, i) =>
          withPath(`row ${number}, column ${quote(name)}`, () => toTableCell(row[i], type))
        )
      );
    } catch (error) {
      throw wrapError("Cannot make a table", error);
    }
  }

  /** The number of rows. */
  get rowCount(): number {
    return this.rows.length;
  }

  /**
   * Returns the table as text, with aligned columns. Long cells are cut.
   *
   * @param maxRows The maximum number of rows; 0 or more. Default: 20.
   */
  toString(maxRows: number = DEFAULT_ROWS): string {
    return formatTable(this, maxRows);
  }
}

function checkColumns(rows: unknown, columns: unknown): readonly string[] {
  if (!Array.isArray(rows)) {
    throw new TypeError(`expected a list of rows, received ${formatValue(rows)}`);
  }
  if (columns === undefined) return keysOf(rows);
  if (!Array.isArray(columns) || !columns.every((column) => typeof column === "string")) {
    throw new TypeError(`expected columns as a list of names, received ${formatValue(columns)}`);
  }
  const duplicate = columns.find((column, i) => columns.indexOf(column) < i);
  if (duplicate === undefined) return [...columns];
  throw new TypeError(`expected columns of different names, received ${quote(duplicate)} twice`);
}

function keysOf(rows: readonly unknown[]): string[] {
  const keys = new Set<string>();
  for (const row of rows) {
    if (!isRecord(row)) {
      throw new TypeError(
        `expected records, or rows with the option columns, received ${formatValue(row)} as a row`,
      );
    }
    for (const key of Object.keys(row)) keys.add(key);
  }
  return [...keys];
}

/** Returns all rows as arrays of values in the order of the columns. */
function alignRows(rows: TableRows, columns: readonly string[]): (readonly unknown[])[] {
  const known = new Set(columns);
  return rows.map((row, number) => {
    if (Array.isArray(row)) {
      if (row.length === columns.length) return row;
      throw new RangeError(
        `expected ${columns.length} cells in row ${number}, received ${row.length}`,
      );
    }
    if (!isRecord(row)) {
      throw new TypeError(
        `expected row ${number} to be a record or a list, received ${formatValue(row)}`,
      );
    }
    const unknown = Object.keys(row).find((key) => !known.has(key));
    if (unknown !== undefined) {
      throw new RangeError(
        `expected the columns ${columns.map(quote).join(", ")} in row ${number}, ` +
          `received ${quote(unknown)}`,
      );
    }
    return columns.map((column) => Object.hasOwn(row, column) ? row[column] : null);
  });
}

function givenTypes(
  columns: readonly string[],
  given: TableOptions["columnTypes"],
): readonly (TableColumnType | undefined)[] {
  if (given === undefined) return [];
  if (typeof given !== "object" || given === null) {
    throw new TypeError(`expected columnTypes by column, received ${formatValue(given)}`);
  }
  const isList = Array.isArray(given);
  const unknown = isList ? undefined : Object.keys(given).find((name) => !columns.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(`expected columnTypes of its columns, received ${quote(unknown)}`);
  }
  if (isList && given.length !== columns.length) {
    throw new RangeError(`expected ${columns.length} columnTypes, received ${given.length}`);
  }
  const types = new Map(Object.entries(given));
  return columns.map((column, i) => {
    const type = types.get(isList ? String(i) : column);
    if (type === undefined && !isList || TYPES.includes(type)) return type;
    throw new TypeError(
      `expected the type of column ${
        quote(column)
      } to be "text", "number", "boolean" or "media", ` +
        `received ${formatValue(type)}`,
    );
  });
}

/** What is no plain object is one by the properties of its own: a `Map` has none. */
function isRecord(row: unknown): row is Record<string, unknown> {
  if (typeof row !== "object" || row === null) return false;
  if (Array.isArray(row) || ArrayBuffer.isView(row)) return false;
  const prototype = Object.getPrototypeOf(row);
  return prototype === Object.prototype || prototype === null || Object.keys(row).length > 0;
}
