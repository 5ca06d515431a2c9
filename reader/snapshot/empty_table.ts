import { textOfErrorCall } from "../../backends/duckdb/duckdb_errors.ts";
import { SQL_TYPES } from "../../backends/duckdb/duckdb_schema.ts";
import { quoteName, quoteText } from "../../backends/duckdb/quote.ts";
import { KEY_COLUMNS, TABLE_COLUMNS, type TableName } from "../../format/tables.ts";

/** Marks an error of DuckDB's that `emptyTable()` causes. */
const MARK = "This table cannot be read: ";

/**
 * A relation without rows, for a table that has none.
 *
 * @param unreadable Why the table cannot be read: a query of it fails with this
 * reason, so that the table does not seem empty.
 */
export function emptyTable(table: TableName, unreadable?: string): string {
  const columns = [...KEY_COLUMNS, ...TABLE_COLUMNS[table]].map(({ name, type }) =>
    `NULL::${SQL_TYPES[type]} AS ${quoteName(name)}`
  );
  const where = unreadable === undefined ? "false" : `error(${quoteText(MARK + unreadable)})`;
  return `(SELECT ${columns.join(", ")} WHERE ${where})`;
}

/** Why a table cannot be read, from the error of a query; `undefined` for all other errors. */
export function unreadableReason(error: unknown): string | undefined {
  const text = textOfErrorCall(error);
  return text?.startsWith(MARK) ? text.slice(MARK.length) : undefined;
}
