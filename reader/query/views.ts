import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";

/** The views that a user's query may name: for each name its relation, as SQL that can follow FROM. */
export type Views = Readonly<Record<string, string>>;

/** Creates those views that a query may name. They end with the connection. */
export async function createViews(
  connection: DuckDBConnection,
  views: Views,
  query: string,
): Promise<void> {
  for (const [name, relation] of Object.entries(views)) {
    if (!mentions(query, name)) continue;
    await connection.run(`CREATE TEMP VIEW ${quoteName(name)} AS FROM ${relation}`);
  }
}

/**
 * Whether a query may read a table: it contains the table's name, or asks which
 * tables there are. It may say so of a query that does not, never the reverse.
 */
export function mentions(query: string, table: string): boolean {
  return ASKS_FOR_TABLES.test(query) || new RegExp(`\\b${table}\\b`, "i").test(query);
}

const ASKS_FOR_TABLES = /\bshow\b|duckdb_|pragma_|information_schema|pg_catalog|sqlite_master/i;
