import { quoteText } from "../../backends/duckdb/quote.ts";
import { MAX_COLUMNS } from "../../format/tables.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";

/**
 * The tables of an attached file that have more columns than are read, and how many: DuckDB plans a
 * query of them all in a time that grows with their square, of 100,000 for half a minute.
 *
 * @param alias The name under which the file is attached.
 */
export async function findWideTables(
  duckdb: SandboxedDuckDb,
  alias: string,
): Promise<Map<unknown, number>> {
  const rows = await duckdb.rows(
    `SELECT table_name, column_count FROM duckdb_tables()
     WHERE database_name = ${quoteText(alias)} AND schema_name = 'main'
       AND column_count > ${MAX_COLUMNS}`,
  );
  return new Map(rows.map(([table, count]) => [table, Number(count)]));
}
