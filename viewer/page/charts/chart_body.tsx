import type uPlot from "uplot";
import { useMemo, useRef } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { boardName } from "../state/board_name.ts";
import { useUrlState } from "../state/use_url_state.ts";
import { Loading } from "../ui/loading.tsx";
import { ChartMessage } from "./chart_message.tsx";
import { ChartNotes } from "./chart_notes.tsx";
import { ChartView } from "./chart_view.tsx";
import { type ChartLine, type ChartScene, makeScene } from "./drawing/chart_scene.ts";
import { lineStrands } from "./series/line_strands.ts";
import type { Points } from "./series/points.ts";
import type { RunSeries } from "./series/run_series.ts";
import { smoothLine } from "./series/smooth_line.ts";
import { useChartData } from "./series/use_chart_data.ts";
import {
  isLogX,
  smoothing,
  X_LABELS,
  type XKind,
  xKind,
  xMetric,
  xRange,
  yScale,
} from "./settings/chart_settings.ts";
import { hasNumbers, type MetricEntry } from "./settings/metric_entries.ts";
import { parseRange } from "./settings/parse_range.ts";
import type { Smoothing } from "./settings/smoothing.ts";

/** What a chart has drawn, for downloads. */
export interface DrawnChart {
  scene: ChartScene;
  plot: { current: uPlot | null };
  isBoolean: boolean;
  /** The x at which the cursor was last; `null` if it was not there yet. */
  lastX: { current: number | null };
}

/** Props of {@linkcode ChartBody}. */
export interface ChartBodyProps {
  metric: MetricEntry;
  /** In pixels. */
  height: number;
  /** Whether the chart is visible. */
  active: boolean;
  /** Of all charts that wait for rows, the one with the lowest rank comes first. */
  rank: () => number;
  /** Receives what is drawn. */
  drawn: { current: DrawnChart | null };
  /** Called when the reader wants all values at the cursor in full. */
  onValues: () => void;
}

/** The lines of one metric, or a message that says why there are none. */
export function ChartBody({ metric, height, active, rank, drawn, onValues }: ChartBodyProps) {
  const { name, type } = metric;
  const boards = xKind.value === "metric"
    ? metric.boards.filter((board) => hasNumbers(board, xMetric.value))
    : metric.boards;
  const { series, loaded, problem, version, point } = useChartData(boards, name, active, rank);
  const [yText, setYText] = useUrlState(`y zoom ${name}`);
  const yRange = useMemo(() => parseRange(yText), [yText]);
  const plot = useRef<uPlot | null>(null);
  const lastX = useRef<number | null>(null);
  const kind = xKind.value;
  const log = yScale.value === "log" && type === "number";
  const logX = isLogX.value;
  const style = smoothing.value;
  const range = xRange.value;
  const titles = boards.map(boardName);
  const colors = boards.map(({ boardId }) => boardColor(boardId));

  const resumed = boards.map(({ metadata }) => metadata?.resumed_at?.join() ?? "").join("/");

  const lines = useMemo(() =>
    series.flatMap((line, i): ChartLine[] => {
      const points = line.points(range);
      if (points.x.length === 0) return [];
      const strands = lineStrands(points, resumedTimes(boards[i], kind));
      return [{
        id: line.boardId,
        name: titles[i] ?? line.boardId,
        color: boardColor(line.boardId),
        points,
        sampled: line.isSampled(range),
        strands,
        smoothed: type === "number" ? smoothOnce(line, points, strands, style) : points.y,
      }];
    }), [series, version, range, style, titles.join("\0"), colors.join(), type, kind, resumed]);
  const scene = useMemo(
    () => makeScene(lines, range, yRange ?? (type === "boolean" ? [-0.1, 1.1] : null), log, logX),
    [lines, range, yRange, log, logX, type],
  );
  const all = useMemo(() => makeScene(lines, null, [0, 1], false, logX).x, [lines, logX]);
  drawn.current = { scene, plot, isBoolean: type === "boolean", lastX };

  if (kind === "metric" && xMetric.value === "") {
    return <ChartMessage height={height}>Select a metric for the x axis above.</ChartMessage>;
  }
  const failed = problem ?? series.find(({ problem }) => problem !== null)?.problem ?? null;
  const [first, ...others] = lines;
  if (first === undefined) {
    return (
      <ChartMessage height={height}>
        {failed ?? (loaded ? emptyMessage(kind, boards, range) : <Loading />)}
      </ChartMessage>
    );
  }
  const xLabel = kind === "metric" ? xMetric.value : X_LABELS[kind].toLowerCase();
  const runs = others.length === 0 ? first.name : `${lines.length} runs`;
  return (
    <>
      <ChartView
        scene={scene}
        kind={kind}
        all={all}
        label={`${name} over ${xLabel}, ${runs}`}
        isBoolean={type === "boolean"}
        isLoading={failed === null && !loaded}
        height={height}
        onZoomY={(range) => setYText(range?.join("~") ?? "")}
        onPoint={point}
        onValues={onValues}
        lastX={lastX}
        plotRef={plot}
      />
      <ChartNotes
        scene={scene}
        without={xMetric.value}
        lackingRuns={metric.boards.length - boards.length}
        skippedRows={series.reduce((sum, { skippedCount }) => sum + skippedCount, 0)}
        problem={failed}
      />
    </>
  );
}

/** When a run was resumed, on a time axis. */
function resumedTimes(board: BoardInfo | undefined, kind: XKind): number[] {
  const start = kind === "relative" ? Date.parse(board?.createdAt ?? "") || 0 : 0;
  return (board?.metadata?.resumed_at ?? []).map((time) => Date.parse(time) - start);
}

function emptyMessage(
  kind: XKind,
  boards: readonly BoardInfo[],
  range: readonly [number, number] | null,
): string {
  if (kind === "metric" && boards.length === 0) {
    return `No run with this metric has numbers of ${xMetric.value}.`;
  }
  if (range !== null) return "No values in this range of the x axis.";
  if (kind === "metric") {
    return "No row has both this metric and a finite value of the metric of the x axis.";
  }
  if (kind === "global") {
    return "No global step: no value was logged after a call of board.step().";
  }
  return "No values yet.";
}

const smoothed = new WeakMap<Float64Array, { key: string; means: unknown; result: Float64Array }>();

/** Smooths a line, and returns the same result again while neither it nor the style change. */
function smoothOnce(
  { means, rowCount }: RunSeries,
  points: Points,
  strands: Uint32Array[] | null,
  style: Smoothing,
): Float64Array {
  const key = `${style.kind}:${style.amount}`;
  const known = smoothed.get(points.y);
  if (known?.key === key && known.means === means) return known.result;
  const result = smoothLine({ points, means, rowCount, strands }, style);
  smoothed.set(points.y, { key, means, result });
  return result;
}
