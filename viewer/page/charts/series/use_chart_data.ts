import { useLayoutEffect, useMemo, useReducer, useRef } from "preact/hooks";
import type { BoardInfo } from "../../../protocol/api.ts";
import { boardTick } from "../../state/board_ticks.ts";
import { connection } from "../../state/connection.ts";
import { useLiveTick } from "../../state/use_live_tick.ts";
import { xKind, xMetric, xRange } from "../settings/chart_settings.ts";
import { ChartLoader } from "./chart_loader.ts";
import type { RunSeries } from "./run_series.ts";
import { historyOf } from "../../state/history_of.ts";
import { cachedSeries } from "./series_cache.ts";

/** About how many points all lines of a chart have together, and the limits for a single line. */
const CHART_POINTS = 40_000;
const MIN_POINTS = 400;
const MAX_POINTS = 2000;

/** A metric of a run. */
export interface WantedLine {
  board: BoardInfo;
  metric: string;
}

/** The lines of a chart. */
export interface ChartData {
  /** In the order of the wanted lines. */
  series: RunSeries[];
  /** Whether points of all lines have arrived. */
  loaded: boolean;
  /** Why the last request failed; `null` if it succeeded. */
  problem: string | null;
  /** Rises with every reply. */
  version: number;
  /** Must be called when the pointer enters or leaves the chart: its requests then come first. */
  point: (isPointedAt: boolean) => void;
}

/**
 * Requests the lines of a chart, new rows of live boards, and the visible range
 * in more detail.
 *
 * @param active Whether the chart is visible: otherwise nothing is requested.
 * @param rank Of all charts that wait, the one with the lowest rank comes first.
 */
export function useChartData(
  wanted: readonly WantedLine[],
  active: boolean,
  rank: () => number,
): ChartData {
  const [version, changed] = useReducer((count: number) => count + 1, 0);
  const kind = xKind.value;
  const other = kind === "metric" ? xMetric.value : "";
  const share = Math.round(CHART_POINTS / Math.max(1, wanted.length));
  const maxPoints = Math.max(MIN_POINTS, Math.min(MAX_POINTS, share));
  const key = JSON.stringify(
    wanted.map(({ board, metric }) => [historyOf(board), metric]),
  );
  const series = useMemo(
    () => wanted.map(({ board, metric }) => cachedSeries(board, metric, kind, other, maxPoints)),
    [key, kind, other, maxPoints],
  );

  // Layout effects, so that the first requests are sent before the first frame.
  const loader = useRef<ChartLoader>(undefined);
  const hasX = kind !== "metric" || other !== "";
  useLayoutEffect(() => {
    const created = new ChartLoader(
      series,
      (id) => boardTick(id).peek(),
      () => changed(undefined),
      rank,
    );
    loader.current = created;
    return () => created.close();
  }, [series]);

  const ticks = useLiveTick(wanted.map(({ board }) => board), active);
  const canRequest = active && hasX && connection.value !== "offline";
  useLayoutEffect(() => {
    if (canRequest) loader.current?.update();
  }, [series, canRequest, ticks.join()]);

  const range = xRange.value;
  useLayoutEffect(() => {
    if (canRequest) loader.current?.zoom(range);
  }, [series, canRequest, range?.join()]);

  return {
    series,
    loaded: series.every(({ all }) => all !== null),
    problem: loader.current?.problem ?? null,
    version,
    point: (isPointedAt) => {
      if (loader.current) loader.current.isPointedAt = isPointedAt;
    },
  };
}
