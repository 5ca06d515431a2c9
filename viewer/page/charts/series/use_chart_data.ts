import { useLayoutEffect, useMemo, useReducer, useRef } from "preact/hooks";
import type { BoardInfo } from "../../../protocol/api.ts";
import { connection } from "../../state/connection.ts";
import { boardTick } from "../../state/store.ts";
import { ChartLoader } from "./chart_loader.ts";
import { xKind, xMetric, xRange } from "../settings/chart_settings.ts";
import type { RunSeries } from "./run_series.ts";
import { cachedSeries } from "./series_cache.ts";

/** How many points all lines of a chart have together, about, and one line at least and at most. */
const CHART_POINTS = 40_000;
const MIN_POINTS = 400;
const MAX_POINTS = 2000;

/** What a chart has to draw. */
export interface ChartData {
  /** One a board, in their order. */
  series: RunSeries[];
  /** Whether something of all of them is here. */
  loaded: boolean;
  /** Why the server was asked in vain. */
  problem: string | null;
  /** Rises with every answer. */
  version: number;
  /** To be told when somebody begins, or ceases, to point at the chart: it is served first then. */
  point: (isPointedAt: boolean) => void;
}

/**
 * The lines of a chart, kept up to date: new rows of live boards, and more
 * detail of the piece that is zoomed to.
 *
 * @param active Whether anybody looks; nothing is fetched where not.
 * @param place Of several charts that wait, the one with the least is served first.
 */
export function useChartData(
  boards: BoardInfo[],
  metric: string,
  active: boolean,
  place: () => number,
): ChartData {
  const [version, changed] = useReducer((count: number) => count + 1, 0);
  const kind = xKind.value;
  const other = kind === "metric" ? xMetric.value : "";
  const share = Math.round(CHART_POINTS / Math.max(1, boards.length));
  const most = Math.max(MIN_POINTS, Math.min(MAX_POINTS, share));
  const ids = boards.map(({ boardId, createdAt }) => boardId + createdAt).join("/");
  const series = useMemo(
    () => boards.map((board) => cachedSeries(board, metric, kind, other, most)),
    [ids, metric, kind, other, most],
  );

  // All of this asks before the first frame, not after it.
  const loader = useRef<ChartLoader>(undefined);
  const ready = kind !== "metric" || other !== "";
  useLayoutEffect(() => {
    const own = new ChartLoader(
      series,
      (id) => boardTick(id).peek(),
      () => changed(undefined),
      place,
    );
    loader.current = own;
    return () => own.close();
  }, [series]);

  const ticks = boards.map(({ boardId }) => {
    const tick = boardTick(boardId);
    return active ? tick.value : tick.peek();
  });
  const asks = active && ready && connection.value !== "offline";
  useLayoutEffect(() => {
    if (asks) loader.current!.update();
  }, [series, asks, ticks.join()]);

  const range = xRange.value;
  useLayoutEffect(() => {
    if (asks) loader.current!.zoom(range);
  }, [series, asks, range?.join()]);

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
