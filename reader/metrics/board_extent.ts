import type { DuckDBConnection } from "@duckdb/node-api";
import { readDoubles } from "../query/read_doubles.ts";

/** How far a board's rows of `metrics` go. Each log call has such a row, whatever it logs. */
export interface BoardExtent {
  /** How many rows there are. */
  rowCount: number;
  /** The last step; `null` without a row. */
  lastStep: number | null;
  /** The greatest global step; `null` before the first call of `board.step()`. */
  globalStep: number | null;
  /** When the first row was logged, in milliseconds since 1970 UTC; `null` without a row. */
  firstTimestamp: number | null;
  /** When the last row was logged, in milliseconds since 1970 UTC; `null` without a row. */
  lastTimestamp: number | null;
}

/** Reads how far the rows of `metrics` go. */
export async function readExtent(
  connection: DuckDBConnection,
  relation: string,
): Promise<BoardExtent> {
  const columns = await readDoubles(
    await connection.run(
      `SELECT count(*)::DOUBLE, max(step)::DOUBLE, max(global_step)::DOUBLE,
         epoch_us(min(timestamp)) / 1000, epoch_us(max(timestamp)) / 1000
       FROM ${relation}`,
    ),
  );
  const [rowCount = 0, ...others] = columns.map(([value = NaN]) => value);
  const [lastStep = null, globalStep = null, firstTimestamp = null, lastTimestamp = null] = others
    .map((value) => Number.isNaN(value) ? null : value);
  return { rowCount, lastStep, globalStep, firstTimestamp, lastTimestamp };
}
