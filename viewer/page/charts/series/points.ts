/**
 * The points of a line, with x ascending, and how to join, thin and search them.
 *
 * The loops run over all points of a chart at every redraw. All their indices
 * are within the arrays, hence the `!`.
 *
 * @module
 */
import { thinPoints } from "../../../../reader/metrics/thin_points.ts";

/** The points of a line; x never falls. Values of y may be NaN or infinite. */
export interface Points {
  x: Float64Array;
  y: Float64Array;
  /** Over time: the step of each point. */
  steps?: Float64Array;
}

/** A line without points. */
export const NO_POINTS: Points = { x: new Float64Array(0), y: new Float64Array(0) };

/** Merges two lines into one. At the same x, points of the second line follow those of the first. */
export function joinPoints(a: Points, b: Points): Points {
  if (a.x.length === 0) return b;
  if (b.x.length === 0) return a;
  const length = a.x.length + b.x.length;
  const isAppended = a.x[a.x.length - 1]! <= b.x[0]!;
  const order = isAppended ? undefined : new Uint32Array(length);
  for (let i = 0, j = 0, k = 0; order && k < length; k++) {
    const isFirst = j === b.x.length || (i < a.x.length && a.x[i]! <= b.x[j]!);
    order[k] = isFirst ? i++ : a.x.length + j++;
  }
  return mapColumns(a, (column, name) => {
    const all = new Float64Array(length);
    all.set(column);
    all.set(b[name] ?? [], column.length);
    return order ? Float64Array.from(order, (i) => all[i]!) : all;
  });
}

/** Reduces a line to at most `maxPoints` points that look the same, by the reader's rule. */
export function thinLine(points: Points, maxPoints: number): Points {
  const { x, y } = points;
  if (x.length <= maxPoints) return points;
  return pickPoints(points, thinPoints(x, y, maxPoints).indices);
}

/** Some points of a line, by their indices. */
export function pickPoints(points: Points, indices: Uint32Array): Points {
  return mapColumns(points, (column) => Float64Array.from(indices, (i) => column[i]!));
}

/** The points with an x from `from` to `to`, inclusive. */
export function clipPoints(points: Points, from: number, to: number): Points {
  const { x } = points;
  const first = firstAtOrAbove(x, from);
  let end = firstAtOrAbove(x, to);
  while (end < x.length && x[end] === to) end++;
  return mapColumns(points, (column) => column.slice(first, end));
}

function mapColumns(
  points: Points,
  change: (column: Float64Array, name: keyof Points) => Float64Array,
): Points {
  const changed: Points = { x: change(points.x, "x"), y: change(points.y, "y") };
  if (points.steps) changed.steps = change(points.steps, "steps");
  return changed;
}

/** The index of the first x at or above a value; `x.length` if there is none. */
export function firstAtOrAbove(x: Float64Array, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the x nearest to a value; -1 if there are no points. */
export function nearestPoint(x: Float64Array, value: number): number {
  if (x.length === 0) return -1;
  const above = firstAtOrAbove(x, value);
  if (above === 0) return 0;
  if (above === x.length) return above - 1;
  return value - x[above - 1]! <= x[above]! - value ? above - 1 : above;
}
