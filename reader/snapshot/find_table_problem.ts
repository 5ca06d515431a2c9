import { lackedColumnText, otherTypeText } from "../../format/board_columns.ts";
import { type ColumnType, MAX_COLUMNS, type TableName } from "../../format/tables.ts";
import { messageOf } from "../../system/message_of.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";
import type { CatalogColumn } from "./catalog_columns.ts";

/** Whole numbers, of which no value is beyond those of a board. */
const INTEGERS = "BIGINT|U?(INTEGER|SMALLINT|TINYINT)";
const INTEGER = new RegExp(`^(${INTEGERS})$`);
const LIST = /\[\]$/;
/** The types of DuckDB that a column of a board may have. */
const FITTING: Readonly<Record<ColumnType, RegExp>> = {
  double: new RegExp(`^(DOUBLE|FLOAT|${INTEGERS})$`),
  boolean: /^BOOLEAN$/,
  string: /^(VARCHAR|JSON)$/,
  int64: INTEGER,
  int32: INTEGER,
  timestamp: /^TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?$/,
  "double[]": LIST,
  "int64[]": LIST,
};
/** A type without parts, or a list of such; the values of an enumeration are in its words. */
const FLAT = /^[A-Z0-9_ "]+((\(\d+,\d+\))?|\[\])$|^ENUM\(.*\)$/s;
/** Each value may be of another type, nested or not. */
const VARIANT = "VARIANT";

/** A table whose columns are looked through. */
export interface TableToCheck {
  /** Its full name. */
  relation: string;
  table: TableName;
  columns: readonly CatalogColumn[];
  /** What columns there must be of which types, by their names in lower case. */
  types: ReadonlyMap<string, ColumnType>;
}

/**
 * Why a table cannot be read; `undefined` where it can. With steps that are texts or fractions,
 * queries would leave out rows without a word; with other columns they fail, and what DuckDB says of
 * that names no board.
 */
export async function findTableProblem(
  duckdb: SandboxedDuckDb,
  { relation, table, columns, types }: TableToCheck,
): Promise<string | undefined> {
  // DuckDB plans a query of them all in a time that grows with their square.
  if (columns.length > MAX_COLUMNS) {
    return `its ${table} have ${columns.length} columns, more than ${MAX_COLUMNS}`;
  }
  if (columns.some(({ hasDefault }) => hasDefault) && await isComputed(duckdb, relation)) {
    return `its ${table} have columns that are computed`;
  }
  return findTypeProblem(table, columns, types) ?? findNested(table, columns);
}

function findTypeProblem(
  table: TableName,
  columns: readonly CatalogColumn[],
  types: ReadonlyMap<string, ColumnType>,
): string | undefined {
  const missing = new Map(types);
  for (const { name, type } of columns) {
    const expected = missing.get(name.toLowerCase());
    if (expected === undefined) continue;
    if (!FITTING[expected].test(type)) return otherTypeText(name, table, expected);
    missing.delete(name.toLowerCase());
  }
  return lackedColumnText(table, missing.keys());
}

/** Nested columns make some queries take for ever. */
function findNested(table: TableName, columns: readonly CatalogColumn[]): string | undefined {
  const nested = columns.find(({ type }) => !FLAT.test(type) || type.startsWith(VARIANT));
  return nested === undefined
    ? undefined
    : `the column ${JSON.stringify(nested.name)} of its ${table} is nested, as no board's is`;
}

/**
 * Whether a column is computed as it is read, as no board's is: each value may take minutes, or
 * gigabytes. What is computed is in no INSERT: one is prepared, and never run.
 */
async function isComputed({ connection }: SandboxedDuckDb, relation: string): Promise<boolean> {
  try {
    (await connection.prepare(`INSERT INTO ${relation} FROM ${relation}`)).destroySync();
    return false;
  } catch (error) {
    if (!/^Binder Error.* columns but .* values/.test(messageOf(error))) throw error;
    return true;
  }
}
