import { formatMetric } from "../../values/format_metric.ts";
import { type BarPlace, barPlaces, isBar } from "./bar_places.ts";
import { type ChartLine, type ChartScene, scaleX, scaleY } from "./chart_scene.ts";
import {
  findDots,
  findMarks,
  type PathSink,
  type Projection,
  traceBand,
  traceLine,
  traceMark,
} from "./trace.ts";

/** An area of the canvas or the SVG, in its pixels. */
export interface PlotBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What paints lines: a canvas, or a writer of SVG. */
export interface LinePainter {
  /** Strokes a path. `trace` is called once. */
  stroke(
    trace: (sink: PathSink) => void,
    color: string,
    width: number,
    opacity: number,
    dash?: readonly number[],
  ): void;
  /** Fills a path. `trace` is called once. */
  fill(trace: (sink: PathSink) => void, color: string, opacity: number): void;
  /** Writes a text, its middle above a place. */
  text(left: number, bottom: number, text: string, size: number): void;
  /** Paints a filled circle. */
  dot(left: number, top: number, radius: number, color: string, opacity: number): void;
}

/** More bars than this have no values beside them: they would cover one another. */
const MAX_LABELS = 6;
/** Places further out than this are drawn here, in lengths of an axis. */
const FAR = 1000;

/** How the values of a scene map to positions in a box. */
export function project(scene: ChartScene, { left, top, width, height }: PlotBox): Projection {
  const [x, y] = [scaleX(scene), scaleY(scene)];
  return {
    xMin: scene.x[0],
    xMax: scene.x[1],
    toX: (value) => left + near(scene.logX && value <= 0 ? -FAR : x.place(value)) * width,
    toY: (value) => top + (1 - near(y.place(value))) * height,
  };
}

/**
 * A place that a canvas can draw to: of what lies far outside, only the direction is seen. What has
 * no place on a logarithmic axis lies before it.
 */
function near(place: number): number {
  return Math.min(FAR, Math.max(-FAR, place));
}

/**
 * Draws all lines of a scene: the raw ones faintly below the smoothed ones,
 * isolated points as dots, and marks at the edges for values that are not finite.
 *
 * @param scale Pixels of the box per CSS pixel.
 * @param highlight The id of the board to highlight; `null` or a board of another chart is none.
 */
export function drawLines(
  painter: LinePainter,
  scene: ChartScene,
  box: PlotBox,
  scale: number,
  highlight: string | null,
): void {
  const projection = project(scene, box);
  const runOf = ({ id, boardId = id }: ChartLine) => boardId;
  const highlighted = scene.lines.some((line) => runOf(line) === highlight) ? highlight : null;
  const width = (scene.lines.length > 20 ? 1.2 : 1.6) * scale;
  // The highlighted line is drawn last, above the others.
  const ordered = [...scene.lines].sort((a, b) =>
    Number(runOf(a) === highlighted) - Number(runOf(b) === highlighted)
  );
  const bars = new Map(barPlaces(scene).map((bar) => [bar.line, bar]));
  for (const line of ordered) {
    const opacity = highlighted === null || runOf(line) === highlighted ? 1 : 0.2;
    const bar = bars.get(line);
    if (bar !== undefined) {
      drawBar(painter, bar, projection, box, { opacity, scale, areMany: bars.size > MAX_LABELS });
      continue;
    }
    drawLine(painter, line, projection, box, {
      width: runOf(line) === highlighted ? width * 1.5 : width,
      opacity,
      scale,
    });
  }
}

/** A line with one value, as a bar from 0, or from the edge of the plot where 0 is beyond it. */
function drawBar(
  painter: LinePainter,
  { line, center, width }: BarPlace,
  { toY }: Projection,
  { left, top, width: length, height }: PlotBox,
  { opacity, scale, areMany }: { opacity: number; scale: number; areMany: boolean },
): void {
  const { points, color, band, logged } = line;
  const value = points.y[0] ?? NaN;
  const tip = toY(value);
  const zero = toY(0);
  const base = Math.min(top + height, Math.max(top, Number.isNaN(zero) ? Infinity : zero));
  if (Number.isNaN(tip)) return;
  const [from, to] = [left + (center - width / 2) * length, left + (center + width / 2) * length];
  // A bar of 0 is seen, too.
  const end = Math.abs(tip - base) < 2 * scale ? base - 2 * scale : tip;
  painter.fill(
    (sink) => {
      sink.moveTo(from, base);
      sink.lineTo(from, end);
      sink.lineTo(to, end);
      sink.lineTo(to, base);
    },
    color,
    opacity * 0.85,
  );
  const middle = (from + to) / 2;
  const [low, high] = [toY(band?.low[0] ?? NaN), toY(band?.high[0] ?? NaN)];
  if (low > high) {
    painter.stroke(
      (sink) => {
        sink.moveTo(middle, low);
        sink.lineTo(middle, high);
      },
      color,
      2 * scale,
      opacity,
    );
  }
  if (!areMany && band === undefined) {
    const text = line.isBoolean ? String(value === 1) : formatMetric(logged?.y[0] ?? value);
    const above = value < 0 ? end + 13 * scale : end - 4 * scale;
    painter.text(middle, Math.max(top + 11 * scale, above), text, 11 * scale);
  }
}

function drawLine(
  painter: LinePainter,
  { points: { x, y }, strands, smoothed, color, band, dash }: ChartLine,
  projection: Projection,
  box: PlotBox,
  { width, opacity, scale }: { width: number; opacity: number; scale: number },
): void {
  const trace = (values: Float64Array) => (sink: PathSink) => {
    if (!strands) return traceLine(sink, x, values, projection);
    for (const strand of strands) {
      const pick = (all: Float64Array) => Float64Array.from(strand, (i) => all[i] ?? NaN);
      traceLine(sink, pick(x), pick(values), projection);
    }
  };
  if (band !== undefined) {
    const bottom = box.top + box.height;
    painter.fill((sink) => traceBand(sink, x, band, projection, bottom), color, opacity * 0.16);
  }
  if (smoothed !== y) painter.stroke(trace(y), color, width, opacity * 0.25);
  const dashes = dash?.map((length) => length * scale);
  painter.stroke(trace(smoothed), color, width, opacity, dashes);
  if (isBar({ points: { x, y } })) return; // It is out of view.
  for (const [left, top] of findDots(x, y, projection, box.width / scale, strands)) {
    painter.dot(left, top, 2.4 * scale, color, smoothed === y ? opacity : opacity * 0.5);
  }
  const size = 4 * scale;
  const marks = findMarks(x, y, projection);
  if (marks.length === 0) return;
  painter.stroke(
    (sink) => {
      for (const { mark, left } of marks) {
        const top = mark === "▲" ? box.top + size + scale : box.top + box.height - size - scale;
        traceMark(sink, mark, left, top, size);
      }
    },
    color,
    1.5 * scale,
    opacity,
  );
}
