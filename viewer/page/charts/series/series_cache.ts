import type { BoardInfo } from "../../../protocol/api.ts";
import type { XKind } from "../settings/chart_settings.ts";
import { RunSeries } from "./run_series.ts";

/** How many points are kept for charts that may be looked at again: 16 bytes each. */
const MAX_POINTS = 1_000_000;

const cache = new Map<string, RunSeries>();

/** A line, the same one each time: what it was asked for before is still there. */
export function cachedSeries(
  board: BoardInfo,
  metric: string,
  xKind: XKind,
  xMetric: string,
  most: number,
): RunSeries {
  const key = JSON.stringify([board.boardId, board.createdAt, metric, xKind, xMetric, most]);
  const series = cache.get(key) ?? new RunSeries(board, metric, xKind, xMetric, most);
  // Those that were used last are at the end.
  cache.delete(key);
  cache.set(key, series);
  return series;
}

/** Forgets what was used the longest ago, where it is too much. */
export function trimSeriesCache(): void {
  let points = 0;
  for (const series of cache.values()) points += series.all?.x.length ?? 0;
  for (const [key, series] of cache) {
    if (points <= MAX_POINTS) return;
    points -= series.all?.x.length ?? 0;
    cache.delete(key);
  }
}
