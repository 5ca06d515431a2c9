import type { ChartLine, ChartScene } from "./chart_scene.ts";
import {
  findDots,
  findMarks,
  type PathSink,
  type Projection,
  traceLine,
  traceMark,
} from "./trace.ts";

/** A place on what is drawn, in its pixels. */
export interface PlotBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What lines are drawn with: a canvas, or an SVG in the making. */
export interface LinePainter {
  /** Draws lines. `trace` is called once. */
  stroke(trace: (sink: PathSink) => void, color: string, width: number, opacity: number): void;
  /** Draws a filled circle. */
  dot(left: number, top: number, radius: number, color: string, opacity: number): void;
}

/** From the values of a scene to places in a box. */
export function project({ x, y, log }: ChartScene, box: PlotBox): Projection {
  const perX = box.width / (x[1] - x[0]);
  const low = log ? Math.log10(y[0]) : y[0];
  const high = log ? Math.log10(y[1]) : y[1];
  const bottom = box.top + box.height;
  // Of the greatest numbers there are, the difference of two would be infinite.
  const unit = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const perY = box.height / (high / unit - low / unit);
  return {
    xMin: x[0],
    xMax: x[1],
    toX: (value) => box.left + (value - x[0]) * perX,
    toY: log
      ? (value) => value > 0 ? bottom - (Math.log10(value) / unit - low / unit) * perY : NaN
      : (value) => bottom - (value / unit - low / unit) * perY,
  };
}

/**
 * Draws all lines of a scene: raw ones faintly below the smoothed ones, points
 * that have no neighbour, and marks at the edges for what is not finite.
 *
 * @param scale Pixels of the box for each pixel of the screen.
 * @param highlight The board whose lines stand out, if any of the scene.
 */
export function drawLines(
  painter: LinePainter,
  scene: ChartScene,
  box: PlotBox,
  scale: number,
  highlight: string | null,
): void {
  const projection = project(scene, box);
  const stands = scene.lines.some(({ id }) => id === highlight) ? highlight : null;
  const width = (scene.lines.length > 20 ? 1.2 : 1.6) * scale;
  // What stands out is drawn last, above the others.
  const ordered = [...scene.lines].sort((a, b) =>
    Number(a.id === stands) - Number(b.id === stands)
  );
  for (const line of ordered) {
    const opacity = stands === null || line.id === stands ? 1 : 0.2;
    drawLine(painter, line, projection, box, {
      width: line.id === stands ? width * 1.5 : width,
      opacity,
      scale,
    });
  }
}

function drawLine(
  painter: LinePainter,
  { points: { x, y }, smoothed, color }: ChartLine,
  projection: Projection,
  box: PlotBox,
  { width, opacity, scale }: { width: number; opacity: number; scale: number },
): void {
  if (smoothed !== y) {
    painter.stroke((sink) => traceLine(sink, x, y, projection), color, width, opacity * 0.25);
  }
  painter.stroke((sink) => traceLine(sink, x, smoothed, projection), color, width, opacity);
  for (const [left, top] of findDots(x, y, projection, box.width / scale)) {
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
