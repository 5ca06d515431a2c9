import { readAllSql } from "../../backends/duckdb/verify_sql.ts";
import { TABLE_NAMES } from "../../format/tables.ts";
import { openBoard } from "../open_board.ts";
import { BoardReadError, QueryError } from "../shared/errors.ts";
import type { Verification } from "./verification.ts";

/**
 * Reads all tables of a board to their end, by which some damage is found: DuckDB's files have a
 * checksum per block, and not every byte of a Parquet file can be just any.
 *
 * @param known The problems that were found already.
 */
export async function readThrough(
  verification: Verification,
  known: readonly string[],
): Promise<void> {
  const { boardDir } = verification;
  try {
    await using reader = await openBoard(boardDir);
    for (const table of TABLE_NAMES) {
      verification.begin(`data (${table})`);
      try {
        await reader.sql(readAllSql(table));
      } catch (error) {
        addDamage(error);
      }
      for (const problem of reader.problems) {
        if (!known.includes(problem)) addDamage(new BoardReadError(problem));
      }
    }
  } catch (error) {
    addDamage(error);
  }

  function addDamage(error: unknown): void {
    if (!(error instanceof BoardReadError || error instanceof QueryError)) throw error;
    verification.addDamage({ path: "data", reason: error.message });
  }
}
