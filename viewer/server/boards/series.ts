import type { BoardReader } from "../../../reader/mod.ts";
import type { CheckedSeriesRequest, Series } from "../../protocol/api.ts";
import { QUERY_MS } from "./query_ms.ts";

/** Reads one series of an open board. */
export async function readSeriesOf(
  reader: BoardReader,
  { board, metric, after = -1, ...options }: CheckedSeriesRequest,
  signal?: AbortSignal,
): Promise<Series> {
  const { x, y, steps, rowCount, skippedCount, sampled, lastStep, means } = await reader.scalars(
    metric,
    {
      ...options,
      after,
      signal,
      timeoutMs: QUERY_MS,
    },
  );
  return {
    board,
    metric,
    n: x.length,
    rowCount,
    sampled,
    x,
    y,
    lastStep: rowCount === 0 ? after : lastStep,
    ...options.x === "timestamp" ? { steps } : {},
    ...skippedCount > 0 ? { skippedCount } : {},
    // A part of the axis is smoothed as the whole of it.
    ...means !== undefined && options.from === undefined && options.to === undefined
      ? { means }
      : {},
  };
}
