import { openBoard } from "../../../reader/mod.ts";
import { rowCountsOf } from "./call_content.ts";

/** What is wrong with the log calls of a board, as its reader shows them. */
export interface UnitsFound {
  /** How many steps there are in `metrics`. */
  steps: number;
  /** Steps that are missing between 0 and the greatest one of any table. */
  gaps: number;
  /** Steps of which a table has too few rows, or too many, or a row without one in `metrics`. */
  halves: number;
  /** Rows of media and histograms that stand in for others, or say that those are lost. */
  standIns: number;
}

const TABLES = ["media", "tables", "histograms"] as const;

/** Compares what a board has, by its reader, with what `fixtures/log_calls.ts` logs. */
export async function checkUnits(boardDir: string): Promise<UnitsFound> {
  await using reader = await openBoard(boardDir);
  const counts = async (table: string, stored = "count(*)") => {
    const { rows } = await reader.sql(
      `SELECT step, count(*), ${stored} FROM ${table} GROUP BY step ORDER BY step`,
    );
    return new Map(rows.map(([step, all, good]) => [Number(step), [Number(all), Number(good)]]));
  };
  // Read one after the other: nobody writes the board.
  const metrics = await counts("metrics");
  const tables = {
    media: await counts("media", "count(media_id)"),
    tables: await counts("tables"),
    histograms: await counts("histograms", "count(*) FILTER (len(counts) > 0)"),
  };
  const all = [metrics, ...Object.values(tables)];
  const last = Math.max(-1, ...all.flatMap((rows) => [...rows.keys()]));
  const found: UnitsFound = { steps: metrics.size, gaps: 0, halves: 0, standIns: 0 };
  for (let step = 0; step <= last; step++) {
    const expected = rowCountsOf(step);
    const isThere = metrics.has(step);
    if (!isThere) found.gaps++;
    const isHalf = TABLES.some((table) => {
      const [rowCount = 0, good = 0] = tables[table].get(step) ?? [];
      found.standIns += rowCount - good;
      return rowCount !== (isThere ? expected[table] : 0);
    });
    if (isHalf || (isThere && metrics.get(step)?.[0] !== 1)) found.halves++;
  }
  return found;
}
