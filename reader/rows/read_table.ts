import type { DuckDBConnection } from "@duckdb/node-api";
import { readRows } from "../query/read_rows.ts";
import type { MediaFilter } from "./rows.ts";
import { rowsSql } from "./rows_sql.ts";
import type { SqlRow } from "./typed_rows.ts";

/** Reads the rows of a table that match a filter, in the order in which they were logged. */
export async function readTable(
  connection: DuckDBConnection,
  relation: string,
  filter: MediaFilter,
): Promise<SqlRow[]> {
  const result = await connection.run(rowsSql(relation, filter));
  const names = result.columnNames();
  return (await readRows(result)).map((row) =>
    Object.fromEntries(names.map((name, index) => [name, row[index]!]))
  );
}
