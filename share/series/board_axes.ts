import type { BoardReader } from "../../reader/mod.ts";
import type { SharedAxis } from "../../viewer/protocol/shared_site.ts";

/** In which order an axis is: that of the steps, another one, or no row has it. */
export type AxisOrder = "step" | "own" | "none";

/** The axes in SQL. */
export const AXIS_SQL: Readonly<Record<SharedAxis, string>> = {
  step: "step::DOUBLE",
  timestamp: "epoch_us(timestamp)::DOUBLE / 1000",
  global_step: "global_step::DOUBLE",
};

/** A board's axes besides the step. */
export type BoardAxes = Record<Exclude<SharedAxis, "step">, AxisOrder>;

/** Finds out in which order the axes of a board are. A clock may have been set back. */
export async function readBoardAxes(
  reader: BoardReader,
  lastStep: number,
  signal?: AbortSignal,
): Promise<BoardAxes> {
  const columns = ["timestamp", "global_step"] as const;
  const counts = columns.flatMap((column) => [
    `count(${column})::DOUBLE`,
    `(count(*) FILTER (${column} < before_${column}))::DOUBLE`,
  ]);
  const before = columns.map((column) =>
    `${column}, lag(${column}) OVER (ORDER BY step) AS before_${column}`
  );
  const found = await reader.toDoubles(
    `SELECT count(*)::DOUBLE, ${counts.join(", ")}
     FROM (SELECT ${before.join(", ")} FROM metrics WHERE step <= ${lastStep})`,
    { signal },
  );
  const [rows = 0, times = 0, falls = 0, globals = 0, globalFalls = 0] = found.map(([n]) => n ?? 0);
  const order = (count: number, falls: number): AxisOrder =>
    count === 0 ? "none" : count === rows && falls === 0 ? "step" : "own";
  return { timestamp: order(times, falls), global_step: order(globals, globalFalls) };
}
