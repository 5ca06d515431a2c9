import type { BoardInfo } from "../../../protocol/api.ts";
import type { XKind } from "../settings/chart_settings.ts";
import { historyOf } from "../../state/history_of.ts";
import { RunSeries } from "./run_series.ts";

/** How many points are kept for charts that may be shown again: 16 bytes each. */
const MAX_POINTS = 1_000_000;

const cache = new Map<string, RunSeries>();

/** A line with these properties: the same object each time, with the points it has received. */
export function cachedSeries(
  board: BoardInfo,
  metric: string,
  xKind: XKind,
  xMetric: string,
  maxPoints: number,
): RunSeries {
  const key = JSON.stringify([historyOf(board), metric, xKind, xMetric, maxPoints]);
  const series = cache.get(key) ?? new RunSeries(board, metric, xKind, xMetric, maxPoints);
  // The most recently used line is the last one of the map.
  cache.delete(key);
  cache.set(key, series);
  return series;
}

/** Removes the least recently used lines if there are too many points. */
export function trimSeriesCache(): void {
  let points = 0;
  for (const series of cache.values()) points += series.all?.x.length ?? 0;
  for (const [key, series] of cache) {
    if (points <= MAX_POINTS) return;
    points -= series.all?.x.length ?? 0;
    cache.delete(key);
  }
}
