import { firstAtOrAbove } from "../series/points.ts";

/** What lines are drawn on: a canvas, or the text of an SVG path. */
export interface PathSink {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** From values to places. */
export interface Projection {
  /** The piece of the x axis in sight. */
  xMin: number;
  xMax: number;
  /** Where a value of x is, in pixels. */
  toX: (x: number) => number;
  /** Where a value of y is, in pixels; NaN where it has no place, as 0 on a logarithmic axis. */
  toY: (y: number) => number;
}

/** A line through all points in sight, and to the next ones beside them. It breaks at what is not finite. */
export function traceLine(
  sink: PathSink,
  x: Float64Array,
  y: Float64Array,
  { xMin, xMax, toX, toY }: Projection,
): void {
  const first = Math.max(0, firstAtOrAbove(x, xMin) - 1);
  let drawing = false;
  for (let i = first; i < x.length; i++) {
    const top = Number.isFinite(y[i]) ? toY(y[i]) : NaN;
    if (Number.isNaN(top)) drawing = false;
    else if (drawing) sink.lineTo(toX(x[i]), top);
    else {
      drawing = true;
      sink.moveTo(toX(x[i]), top);
    }
    if (x[i] > xMax) break;
  }
}

/**
 * Places of points that a line would not show: those without a neighbour, and
 * all where there are few.
 */
export function findDots(
  x: Float64Array,
  y: Float64Array,
  { xMin, xMax, toX, toY }: Projection,
  width: number,
): [left: number, top: number][] {
  const first = firstAtOrAbove(x, xMin);
  const end = firstAtOrAbove(x, xMax);
  const all = end - first <= width / 14;
  const dots: [number, number][] = [];
  for (let i = first; i < x.length && x[i] <= xMax; i++) {
    if (!Number.isFinite(y[i])) continue;
    const alone = !Number.isFinite(y[i - 1] ?? NaN) && !Number.isFinite(y[i + 1] ?? NaN);
    const top = all || alone ? toY(y[i]) : NaN;
    if (!Number.isNaN(top)) dots.push([toX(x[i]), top]);
  }
  return dots;
}

/** A value that is not finite: `✕` NaN, `▲` Infinity, `▼` -Infinity. */
export type OddMark = "✕" | "▲" | "▼";

/** The marks of what is not finite in sight, no two of a kind within four pixels. */
export function findMarks(
  x: Float64Array,
  y: Float64Array,
  { xMin, xMax, toX }: Projection,
): { mark: OddMark; left: number }[] {
  const marks: { mark: OddMark; left: number }[] = [];
  const last: Record<OddMark, number> = { "✕": -Infinity, "▲": -Infinity, "▼": -Infinity };
  for (let i = firstAtOrAbove(x, xMin); i < x.length && x[i] <= xMax; i++) {
    if (Number.isFinite(y[i])) continue;
    const mark = Number.isNaN(y[i]) ? "✕" : y[i] > 0 ? "▲" : "▼";
    const left = toX(x[i]);
    if (left - last[mark] < 4) continue;
    last[mark] = left;
    marks.push({ mark, left });
  }
  return marks;
}

/** Draws a mark around a place, as lines to be stroked. */
export function traceMark(
  sink: PathSink,
  mark: OddMark,
  left: number,
  top: number,
  size: number,
): void {
  if (mark === "✕") {
    sink.moveTo(left - size, top - size);
    sink.lineTo(left + size, top + size);
    sink.moveTo(left - size, top + size);
    sink.lineTo(left + size, top - size);
    return;
  }
  const tip = mark === "▲" ? -size : size;
  sink.moveTo(left, top + tip);
  sink.lineTo(left + size, top - tip);
  sink.lineTo(left - size, top - tip);
  sink.lineTo(left, top + tip);
}
