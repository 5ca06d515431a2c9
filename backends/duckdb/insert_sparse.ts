/**
 * How rows are inserted of which most columns are empty, as those of a run that logs a new metric
 * every now and then.
 *
 * DuckDB's appender wants a cell for each column of the table, and copies the empty ones twice before
 * they are in the table: of 5,000 columns of which 50 have a value that takes most of the time and of
 * the memory. A statement that names only some columns copies no others. There is no appender for
 * some columns in `@duckdb/node-bindings`, so the rows go through a table that has these alone.
 *
 * @module
 */
import type duckdb from "@duckdb/node-bindings";
import type { ColumnDef, TableName } from "../../format/tables.ts";
import type { BareDuckDb } from "./bare_duckdb.ts";
import { SQL_TYPES } from "./duckdb_schema.ts";
import { quoteName } from "./quote.ts";

/**
 * Inserts the rows of a chunk, which is in memory alone until the transaction is committed.
 *
 * @param table A table of the attached file.
 * @param columns The columns that the chunk has. All others are empty.
 */
export async function insertSparse(
  duckdb: BareDuckDb,
  table: TableName,
  columns: readonly ColumnDef[],
  chunk: duckdb.DataChunk,
): Promise<void> {
  const definitions = columns.map(({ name, type }) => `${quoteName(name)} ${SQL_TYPES[type]}`);
  await duckdb.run(`CREATE TEMP TABLE staged (${definitions.join(", ")})`);
  const appender = duckdb.openAppender("staged", "main", "temp");
  appender.append(chunk);
  appender.close();
  await duckdb.run(
    `INSERT INTO board.main.${quoteName(table)} BY NAME SELECT * FROM temp.main.staged`,
  );
  await duckdb.run("DROP TABLE temp.main.staged");
}
