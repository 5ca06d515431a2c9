import { type DuckDBPreparedStatement, DuckDBTypeId } from "@duckdb/node-api";
import { quoteText } from "../../backends/duckdb/quote.ts";
import { TABLE_NAMES, type TableName } from "../../format/tables.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";

/** The types of the columns that boards have, lists apart. */
const PLAIN_TYPES: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.BOOLEAN,
  DuckDBTypeId.VARCHAR,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.TIMESTAMP,
]);

/** The types of a statement's columns are looked up in a time that grows with their square. */
const MAX_COLUMNS_TO_LOOK_UP = 200;

/** Whether there may be columns that have parts. Of few columns that is known in a fifth of the time. */
export function hasTypesWithParts(statement: DuckDBPreparedStatement): boolean {
  if (statement.columnCount > MAX_COLUMNS_TO_LOOK_UP) return true;
  for (let column = 0; column < statement.columnCount; column++) {
    if (!PLAIN_TYPES.has(statement.columnTypeId(column))) return true;
  }
  return false;
}

/**
 * The columns of an attached file that are nested: they make some queries take for ever.
 *
 * @param alias The name under which the file is attached.
 */
export async function findNestedColumns(
  duckdb: SandboxedDuckDb,
  alias: string,
): Promise<{ table: TableName; column: string }[]> {
  const rows = await duckdb.rows(
    `SELECT table_name, column_name, data_type FROM duckdb_columns()
     WHERE database_name = ${quoteText(alias)} AND NOT internal
       AND data_type_id BETWEEN 100 AND 109 AND data_type_id <> 104 -- no ENUM`,
  );
  return rows.flatMap(([name, column, type]) => {
    const table = TABLE_NAMES.find((table) => table === name);
    return table === undefined || !isNested(String(type))
      ? []
      : [{ table, column: String(column) }];
  });
}

/** Whether a type of DuckDB's, one that has parts, is another than a list of numbers or texts. */
function isNested(type: string): boolean {
  return !/^[A-Z0-9 ]+\[\]$/.test(type);
}
