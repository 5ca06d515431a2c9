import { quoteText } from "../../backends/duckdb/quote.ts";
import type { TableName } from "../../format/tables.ts";
import { messageOf } from "../../system/message_of.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";

/**
 * The tables with columns that are computed as they are read, as no board's are: each value may take
 * minutes, or gigabytes.
 *
 * @param relationOf Their full names.
 */
export async function findComputedTables(
  duckdb: SandboxedDuckDb,
  tables: readonly TableName[],
  relationOf: (table: TableName) => string,
): Promise<Set<TableName>> {
  const counts = tables.map((table, index) =>
    `SELECT ${index} FROM pragma_table_info(${quoteText(relationOf(table))})
      HAVING count(dflt_value) > 0`
  );
  const rows = await duckdb.rows(counts.join(" UNION ALL ") || "SELECT 0 WHERE false");
  const computed = new Set<TableName>();
  for (const [index] of rows) {
    const table = tables[Number(index)]!;
    if (await isComputed(duckdb, relationOf(table))) computed.add(table);
  }
  return computed;
}

/** A value by default looks the same, and is no harm. What is computed is in no INSERT: one is prepared, and never run. */
async function isComputed({ connection }: SandboxedDuckDb, relation: string): Promise<boolean> {
  try {
    (await connection.prepare(`INSERT INTO ${relation} FROM ${relation}`)).destroySync();
    return false;
  } catch (error) {
    if (!/^Binder Error.* columns but .* values/.test(messageOf(error))) throw error;
    return true;
  }
}
