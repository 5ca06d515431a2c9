import type uPlot from "uplot";
import { useMemo, useRef, useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { assignPalette } from "../state/palette.ts";
import { boardName } from "../state/board_name.ts";
import { useUrlState } from "../state/use_url_state.ts";
import { Loading } from "../ui/loading.tsx";
import { chartAlerts } from "./chart_alerts.ts";
import { ChartMessage } from "./chart_message.tsx";
import { ChartNotes } from "./chart_notes.tsx";
import { ChartView } from "./chart_view.tsx";
import { type ChartLine, type ChartScene, makeScene } from "./drawing/chart_scene.ts";
import type { ChartAlert } from "./drawing/alert_marks_of.ts";
import { metricsScene } from "./drawing/metrics_scene.ts";
import { outlierLimits } from "./drawing/outlier_limits.ts";
import { MetricLegend } from "./metric_legend.tsx";
import { formatPlural } from "../values/format_plural.ts";
import { lineStrands } from "./series/line_strands.ts";
import type { RunSeries } from "./series/run_series.ts";
import { smoothOnce } from "./series/smooth_once.ts";
import { useChartData, type WantedLine } from "./series/use_chart_data.ts";
import {
  isLogX,
  leavesOutOutliers,
  smoothing,
  X_LABELS,
  type XKind,
  xKind,
  xMetric,
  xRange,
  xTitle,
  yScale,
} from "./settings/chart_settings.ts";
import { lineDash } from "./settings/line_dashes.ts";
import { chosenScales } from "./settings/y_scales.ts";
import { chartTitle, hasNumbers, type MetricEntry } from "./settings/metric_entries.ts";
import { parseRange } from "./settings/parse_range.ts";

/** What a chart has drawn, for downloads. */
export interface DrawnChart {
  scene: ChartScene;
  plot: { current: uPlot | null };
  isBoolean: boolean;
  /** The x at which the cursor was last; `null` if it was not there yet. */
  lastX: { current: number | null };
  /** What the axes are of. */
  titles: { x: string; y: string };
  /** What is marked on it. */
  alerts: readonly ChartAlert[];
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
  /** Called with whether it is drawn, so that there is something to save. */
  onDrawn: (isDrawn: boolean) => void;
  /** Called when the reader wants all values at the cursor in full. */
  onValues: () => void;
  /** Whether the y axis has a title, too. */
  isLarge?: boolean;
}

/** The lines of one metric, or a message that says why there are none. */
export function ChartBody(
  { metric, height, active, rank, drawn, onDrawn, onValues, isLarge = false }: ChartBodyProps,
) {
  const { name } = metric;
  const members = [metric, ...metric.others ?? []];
  const type = members.every(({ type }) => type === "boolean") ? "boolean" : "number";
  const all = members.flatMap(({ name, boards }) =>
    boards.map((board) => ({ board, metric: name }))
  );
  const wanted = xKind.value === "metric"
    ? all.filter(({ board }) => hasNumbers(board, xMetric.value))
    : all;
  const boards = wanted.map(({ board }) => board);
  const { series, loaded, problem, version, point } = useChartData(wanted, active, rank);
  const [yText, setYText] = useUrlState(`y zoom ${name}`);
  const yRange = useMemo(() => parseRange(yText), [yText]);
  const [legendHeight, setLegendHeight] = useState(0);
  const plot = useRef<uPlot | null>(null);
  const lastX = useRef<number | null>(null);
  const kind = xKind.value;
  const log = yScale.value === "log" && type === "number";
  const logX = isLogX.value;
  const style = smoothing.value;
  const range = xRange.value;
  const titles = boards.map(boardName);
  const colors = lineColors(wanted);
  const names = members.map(({ name }) => name);
  const key = JSON.stringify([titles, colors, names]);
  const isWithout = leavesOutOutliers.value;

  const resumed = boards.map(({ metadata }) => metadata?.resumed_at?.join() ?? "").join("/");

  const lines = useMemo(() =>
    series.flatMap((line, i): ChartLine[] => {
      const points = line.points(range);
      if (points.x.length === 0) return [];
      const strands = lineStrands(points, resumedTimes(boards[i], kind));
      return [{
        id: names.length > 1 ? JSON.stringify([line.boardId, line.metric]) : line.boardId,
        ...describeLine(line, names, titles, titles[i] ?? line.boardId),
        color: colors[i] ?? boardColor(line.boardId),
        points,
        limits: isWithout ? limitsOf(line.all?.y ?? points.y, log) : undefined,
        sampled: line.isSampled(range),
        isBoolean: type === "boolean",
        strands,
        smoothed: type === "number" ? smoothOnce(line, points, strands, style) : points.y,
      }];
    }), [series, version, range, style, key, type, kind, resumed, isWithout, log]);
  const scales = chosenScales(name);
  const { scene, ranges } = useMemo(
    () => {
      const asked = yRange ?? (type === "boolean" ? [-0.1, 1.1] as const : null);
      return metricsScene(lines, { range, yRange: asked, log, logX, scales });
    },
    [lines, range, yRange, log, logX, type, scales],
  );
  const extent = useMemo(() => makeScene(lines, null, [0, 1], false, logX).x, [lines, logX]);
  const title = chartTitle(metric);
  const titleOfX = xTitle.value;
  const titleOfY = members.length > 1 ? "" : log ? `${name} (log)` : name;
  const titlesOfAxes = { x: titleOfX, y: titleOfY };
  const alerts = chartAlerts(boards, kind);
  drawn.current = {
    scene,
    plot,
    isBoolean: type === "boolean",
    lastX,
    titles: titlesOfAxes,
    alerts,
  };

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
  const runs = members.length > 1
    ? formatPlural(new Set(lines.map(({ boardId }) => boardId)).size, "run")
    : others.length === 0
    ? first.name
    : `${lines.length} runs`;
  return (
    <>
      <ChartView
        scene={scene}
        kind={kind}
        all={extent}
        label={`${title} over ${xLabel}, ${runs}`}
        xTitle={titleOfX}
        yTitle={isLarge && titleOfY !== "" ? titleOfY : undefined}
        isBoolean={type === "boolean"}
        alerts={alerts}
        isLoading={failed === null && !loaded}
        height={height - (members.length > 1 ? legendHeight : 0)}
        onZoomY={(range) => setYText(range?.join("~") ?? "")}
        onDrawn={onDrawn}
        onPoint={point}
        onValues={onValues}
        lastX={lastX}
        plotRef={plot}
      />
      {members.length > 1 && (
        <MetricLegend names={names} lines={lines} ranges={ranges} onHeight={setLegendHeight} />
      )}
      <ChartNotes
        scene={scene}
        lacking={[{
          metric: xMetric.value,
          runs: new Set(all.map(({ board }) => board)).size - new Set(boards).size,
        }]}
        skippedRows={{
          metric: xMetric.value,
          rows: series.reduce((sum, { skippedCount }) => sum + skippedCount, 0),
        }}
        problem={failed}
      />
    </>
  );
}

/** The colours of lines: those of their runs, or of one run those of its metrics. */
function lineColors(lines: readonly WantedLine[]): string[] {
  const runs = new Set(lines.map(({ board }) => board.boardId));
  const own = lines.map(({ board: { boardId } }) => boardColor(boardId));
  if (runs.size > 1) return own;
  return assignPalette(own.map((color, i) => i === 0 ? color : undefined));
}

/** The name of a line, and what else tells it from the others of a chart with several metrics. */
function describeLine(
  { boardId, metric }: RunSeries,
  metrics: readonly string[],
  titles: readonly string[],
  title: string,
): Pick<ChartLine, "name" | "boardId" | "metric" | "dash"> {
  if (metrics.length === 1) return { name: title };
  const isOneRun = titles.every((other) => other === title);
  return {
    name: isOneRun ? metric : `${metric}, ${title}`,
    boardId,
    metric,
    dash: isOneRun ? [] : lineDash(metrics.indexOf(metric)),
  };
}

const limits = new WeakMap<Float64Array, { log: boolean; found: readonly [number, number] }>();

/** The limits of a line, found once while neither its values nor the kind of the axis change. */
function limitsOf(y: Float64Array, log: boolean): readonly [number, number] {
  const known = limits.get(y);
  if (known?.log === log) return known.found;
  const found = outlierLimits(y, log);
  limits.set(y, { log, found });
  return found;
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
