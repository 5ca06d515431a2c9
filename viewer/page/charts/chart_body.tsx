import type uPlot from "uplot";
import { useMemo, useState } from "preact/hooks";
import { boardColor } from "../state/board_color.ts";
import { useUrlState } from "../state/use_url_state.ts";
import { boardTitle } from "../state/store.ts";
import { type ChartLine, type ChartScene, makeScene } from "./drawing/chart_scene.ts";
import { ChartView } from "./chart_view.tsx";
import { smoothing, X_LABELS, xKind, xMetric, xRange, yScale } from "./settings/chart_settings.ts";
import type { MetricEntry } from "./settings/metric_entries.ts";
import { parseRange } from "./settings/parse_range.ts";
import { smooth, type Smoothing } from "./settings/smoothing.ts";
import { useChartData } from "./series/use_chart_data.ts";

/** What {@linkcode ChartBody} takes. */
export interface ChartBodyProps {
  metric: MetricEntry;
  /** In pixels. */
  height: number;
  /** Whether anybody looks. */
  active: boolean;
  /** Of several charts that wait for rows, the one with the least is served first. */
  place: () => number;
  /** Gets what is drawn, for a download. */
  drawn: { current: { scene: ChartScene; plot: { current: uPlot | null } } | null };
}

/** The lines of one metric, or why there are none. */
export function ChartBody({ metric, height, active, place, drawn }: ChartBodyProps) {
  const { name, boards, type } = metric;
  const { series, loaded, problem, version, point } = useChartData(boards, name, active, place);
  const [yText, setYText] = useUrlState(`y zoom ${name}`);
  const yRange = useMemo(() => parseRange(yText), [yText]);
  const [plot] = useState<{ current: uPlot | null }>({ current: null });
  const kind = xKind.value;
  const log = yScale.value === "log" && type === "number";
  const style = smoothing.value;
  const range = xRange.value;
  const titles = boards.map(boardTitle).join("\0");
  const colors = boards.map(({ boardId }) => boardColor(boardId)).join();

  const lines = useMemo(() =>
    series.flatMap((line, i): ChartLine[] => {
      const points = line.points(range);
      if (points.x.length === 0) return [];
      return [{
        id: line.boardId,
        name: boardTitle(boards[i]),
        color: boardColor(line.boardId),
        points,
        sampled: line.isSampled(range),
        smoothed: type === "number" ? smoothOnce(points.y, style) : points.y,
      }];
    }), [series, version, range, style, titles, colors, type]);
  const scene = useMemo(
    () => makeScene(lines, range, yRange ?? (type === "boolean" ? [-0.1, 1.1] : null), log),
    [lines, range, yRange, log, type],
  );
  const all = useMemo(() => makeScene(lines, null, [0, 1], false).x, [lines]);
  drawn.current = { scene, plot };

  const failed = series.find(({ problem }) => problem !== null)?.problem;
  if (kind === "metric" && xMetric.value === "") {
    return <ChartWord height={height}>Choose the metric of the x axis above.</ChartWord>;
  }
  if (lines.length === 0) {
    return (
      <ChartWord height={height}>
        {problem ?? failed ?? (loaded ? emptyWord(kind) : "Loading…")}
      </ChartWord>
    );
  }
  const { odd, unplaced } = scene;
  const least = scene.sampled ? "≥ " : "";
  const among = scene.sampled ? ", of those that are drawn" : "";
  const xLabel = kind === "metric" ? xMetric.value : X_LABELS[kind].toLowerCase();
  return (
    <>
      <ChartView
        scene={scene}
        kind={kind}
        all={all}
        label={`${name} over ${xLabel}, ${
          lines.length === 1 ? lines[0].name : `${lines.length} runs`
        }`}
        isBoolean={type === "boolean"}
        height={height}
        onZoomY={(range) => setYText(range?.join("~") ?? "")}
        onPoint={point}
        plotRef={plot}
      />
      <div class="chart-notes">
        {odd.nan > 0 && (
          <span title={`Values that are not a number${among}`}>✕ {least}{odd.nan} NaN</span>
        )}
        {odd.plus > 0 && <span title={`Infinite values${among}`}>▲ {least}{odd.plus} ∞</span>}
        {odd.minus > 0 && (
          <span title={`Negative infinite values${among}`}>▼ {least}{odd.minus} -∞</span>
        )}
        {unplaced > 0 && (
          <span title={`A logarithmic axis has no place for them${among}`}>
            {least}
            {unplaced} ≤ 0 not shown
          </span>
        )}
        {(problem ?? failed) && <span class="problem" role="alert">{problem ?? failed}</span>}
      </div>
    </>
  );
}

function emptyWord(kind: string): string {
  if (kind === "metric") return "No row has this metric and that of the x axis.";
  if (kind === "global") {
    return "No value was logged after board.step(), so there is no global step.";
  }
  return "No values yet.";
}

function ChartWord({ height, children }: { height: number; children: preact.ComponentChildren }) {
  return <div class="chart-word" style={{ height: `${height}px` }}>{children}</div>;
}

const smoothed = new WeakMap<Float64Array, { key: string; result: Float64Array }>();

function smoothOnce(y: Float64Array, style: Smoothing): Float64Array {
  const key = `${style.kind}:${style.amount}`;
  const known = smoothed.get(y);
  if (known?.key === key) return known.result;
  const result = smooth(y, style);
  smoothed.set(y, { key, result });
  return result;
}
