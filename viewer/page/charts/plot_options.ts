import uPlot from "uplot";
import { highlighted } from "../state/highlight.ts";
import { themeColor } from "../state/theme.ts";
import { formatDuration } from "../values/format_duration.ts";
import { formatTicks } from "../values/format_ticks.ts";
import { niceTicks } from "../values/nice_ticks.ts";
import { canvasPainter } from "./drawing/canvas_painter.ts";
import type { ChartScene } from "./drawing/chart_scene.ts";
import { drawLines } from "./drawing/draw_lines.ts";
import { formatLogTick } from "./drawing/format_log_tick.ts";
import { type XKind, zoomTo } from "./settings/chart_settings.ts";

/** The distances between ticks of an axis of durations, in milliseconds. */
const DURATION_STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map((seconds) => seconds * 1000),
  ...[1, 2, 3, 6, 12, 24, 48, 120, 240, 480, 960].map((hours) => hours * 3_600_000),
];

/** What a plot shows. */
export interface PlotContent {
  scene: ChartScene;
  kind: XKind;
  isBoolean: boolean;
  onZoomY: (range: readonly [number, number] | null) => void;
}

/**
 * The options of the uPlot of a chart.
 *
 * @param latest The content at any moment; the kinds of the axes never change.
 * @param onCursor Called with the position of the cursor, in pixels.
 */
export function plotOptions(
  latest: { readonly current: PlotContent },
  width: number,
  height: number,
  onCursor: (left: number | undefined) => void,
): uPlot.Options {
  const { kind, scene: { log } } = latest.current;
  const axis: uPlot.Axis = {
    stroke: themeColor("--muted"),
    font: "11px system-ui, sans-serif",
    grid: { stroke: themeColor("--grid"), width: 1 },
    ticks: { show: false },
    border: { show: true, stroke: themeColor("--line"), width: 1 },
    gap: 5,
  };
  return {
    width,
    height,
    ms: 1,
    padding: [8, 10, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: kind === "clock", range: () => latest.current.scene.x },
      y: { distr: log ? 3 : 1, range: () => latest.current.scene.y },
    },
    axes: [
      { ...axis, size: 26, ...xTicks(kind) },
      {
        ...axis,
        size: (_, values) =>
          14 + 6.4 * Math.max(3, ...(values ?? []).map((text) => text?.length ?? 0)),
        ...yTicks(latest),
      },
    ],
    series: [{}, { paths: () => null, points: { show: false } }],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: true, uni: 24, dist: 4, setScale: false },
      bind: {
        mousedown: (_, __, handler) => (event) => {
          if (event.button === 0 && !event.shiftKey) handler(event);
          return null;
        },
        dblclick: () => () => {
          latest.current.onZoomY(null);
          zoomTo(null);
          return null;
        },
      },
      sync: {
        key: "charts",
        scales: ["x", null],
        setSeries: false,
        filters: { pub: isCursorMove, sub: isCursorMove },
      },
    },
    hooks: {
      draw: [(plot) => {
        const { ctx, bbox } = plot;
        ctx.save();
        const painter = canvasPainter(ctx, bbox);
        drawLines(painter, latest.current.scene, bbox, uPlot.pxRatio, highlighted.peek());
        ctx.restore();
      }],
      setCursor: [(plot) => onCursor(plot.cursor.left)],
      setSelect: [(plot) => zoomToSelection(plot, latest.current)],
    },
  };
}

function xTicks(kind: XKind): Partial<uPlot.Axis> {
  switch (kind) {
    case "relative":
      return { incrs: DURATION_STEPS, values: (_, ticks) => ticks.map(formatDuration) };
    case "clock":
      return {};
    default:
      return { values: (_, ticks, __, ___, step) => formatTicks(ticks, step) };
  }
}

function yTicks(latest: { readonly current: PlotContent }): Partial<uPlot.Axis> {
  if (latest.current.isBoolean) return { splits: () => [0, 1], values: () => ["false", "true"] };
  if (latest.current.scene.log) {
    return { values: (_, ticks) => ticks.map((tick) => tick === null ? "" : formatLogTick(tick)) };
  }
  return {
    // uPlot has no ticks for the very greatest and the very least numbers.
    splits: (plot) => niceTicks(...latest.current.scene.y, plot.height / 34).ticks,
    values: (_, ticks) => {
      const [first = 0, second = 1] = ticks;
      return formatTicks(ticks, second - first || 1);
    },
  };
}

/** Zooms to the rectangle that was dragged. A drag along one axis zooms only that axis. */
function zoomToSelection(plot: uPlot, { onZoomY }: PlotContent): void {
  const { left, top, width, height } = plot.select;
  if (width === 0 || height === 0) return;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  const { over } = plot;
  if (height < over.clientHeight - 1) {
    onZoomY([plot.posToVal(top + height, "y"), plot.posToVal(top, "y")]);
  }
  if (width < over.clientWidth - 1) {
    zoomTo([plot.posToVal(left, "x"), plot.posToVal(left + width, "x")]);
  }
}

function isCursorMove(type: string): boolean {
  return type === "mousemove" || type === "mouseleave";
}
