import uPlot from "uplot";
import { highlighted } from "../state/highlight.ts";
import { themeColor } from "../state/theme.ts";
import { labelOverhang } from "../values/label_overhang.ts";
import { labelWidth } from "../values/label_width.ts";
import { xAxisTicks, yAxisTicks } from "./chart_axes.ts";
import { canvasPainter } from "./drawing/canvas_painter.ts";
import { type ChartScene, scaleX, scaleY } from "./drawing/chart_scene.ts";
import { drawLines } from "./drawing/draw_lines.ts";
import { type XKind, zoomTo } from "./settings/chart_settings.ts";

/** What a plot shows. */
export interface PlotContent {
  scene: ChartScene;
  kind: XKind;
  isBoolean: boolean;
  /** What the axes are of; without a title, the axis has none. */
  xTitle: string;
  yTitle?: string;
  onZoomY: (range: readonly [number, number] | null) => void;
}

/**
 * The options of the uPlot of a chart.
 *
 * @param latest The content at any moment; the kinds of the axes never change.
 * @param onDrawn Called when the plot has been drawn.
 * @param onCursor Called with the position of the cursor, in pixels.
 */
export function plotOptions(
  latest: { readonly current: PlotContent },
  width: number,
  height: number,
  onCursor: (left: number | undefined, top: number | undefined) => void,
  onDrawn: (plot: uPlot) => void,
): uPlot.Options {
  const { kind, xTitle, yTitle } = latest.current;
  const text = themeColor("--text");
  const axis: uPlot.Axis = {
    stroke: themeColor("--muted"),
    font: "11px system-ui, sans-serif",
    grid: { stroke: themeColor("--grid"), width: 1 },
    ticks: { show: false },
    border: { show: true, stroke: themeColor("--line"), width: 1 },
    gap: 5,
    labelFont: "11px system-ui, sans-serif",
    labelSize: 15,
    labelGap: 0,
    incrs: [1],
    space: 1,
  };
  const yTicks = (plot: uPlot) => {
    const { scene, isBoolean } = latest.current;
    return yAxisTicks(scene, isBoolean, lengths(plot).y);
  };
  return {
    width,
    height,
    ms: 1,
    padding: [
      8,
      (plot) => {
        const { x } = lengths(plot);
        const { places, labels } = xAxisTicks(latest.current.scene, kind, x);
        return Math.max(10, labelOverhang(places, labels, x).last + 2);
      },
      0,
      0,
    ],
    legend: { show: false },
    // uPlot's own scales and ticks are not made for all finite numbers: it is given places.
    scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } },
    axes: [
      {
        ...axis,
        label: xTitle,
        size: kind === "clock" ? 36 : 22,
        splits: (plot) => xAxisTicks(latest.current.scene, kind, lengths(plot).x).places,
        values: (plot) => xAxisTicks(latest.current.scene, kind, lengths(plot).x).labels,
      },
      {
        ...axis,
        label: yTitle,
        size: (_, values) => 14 + Math.max(20, ...(values ?? []).map(labelWidth)),
        splits: (plot) => yTicks(plot).places,
        values: (plot) => yTicks(plot).labels,
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
    },
    hooks: {
      draw: [(plot) => {
        const { ctx, bbox } = plot;
        ctx.save();
        const painter = canvasPainter(ctx, bbox, text);
        drawLines(painter, latest.current.scene, bbox, uPlot.pxRatio, highlighted.peek());
        ctx.restore();
        onDrawn(plot);
      }],
      setCursor: [({ cursor: { left, top } }) => onCursor(left, top)],
      setSelect: [(plot) => zoomToSelection(plot, latest.current)],
    },
  };
}

/**
 * The length of an axis as it is drawn, in CSS pixels; before the first drawing
 * about that. uPlot asks for the padding before it has a size.
 */
function lengths({ bbox, width, height }: uPlot): { x: number; y: number } {
  const isDrawn = bbox !== undefined && bbox.width > 0;
  return isDrawn
    ? { x: bbox.width / uPlot.pxRatio, y: bbox.height / uPlot.pxRatio }
    : { x: Math.max(1, (width ?? 0) - 60), y: Math.max(1, (height ?? 0) - 40) };
}

/** Zooms to the rectangle that was dragged. A drag along one axis zooms only that axis. */
function zoomToSelection(plot: uPlot, { scene, onZoomY }: PlotContent): void {
  const { left, top, width, height } = plot.select;
  if (width === 0 || height === 0) return;
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  const { clientWidth, clientHeight } = plot.over;
  if (height < clientHeight - 1) {
    const { valueAt } = scaleY(scene);
    onZoomY([valueAt(1 - (top + height) / clientHeight), valueAt(1 - top / clientHeight)]);
  }
  if (width < clientWidth - 1) {
    const { valueAt } = scaleX(scene);
    zoomTo([valueAt(left / clientWidth), valueAt((left + width) / clientWidth)]);
  }
}
