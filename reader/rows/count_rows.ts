import type { DuckDBConnection } from "@duckdb/node-api";
import { readDoubles } from "../query/read_doubles.ts";

/** How many rows a relation has. */
export async function countRows(connection: DuckDBConnection, relation: string): Promise<number> {
  const [counts] = await readDoubles(
    await connection.run(`SELECT count(*)::DOUBLE FROM ${relation}`),
  );
  return counts?.[0] ?? 0;
}
