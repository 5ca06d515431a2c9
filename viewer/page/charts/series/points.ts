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
}

/** A line without points. */
export const NO_POINTS: Points = { x: new Float64Array(0), y: new Float64Array(0) };

/** Merges two lines into one. At the same x, points of the second line follow those of the first. */
export function joinPoints(a: Points, b: Points): Points {
  if (a.x.length === 0) return b;
  if (b.x.length === 0) return a;
  const x = new Float64Array(a.x.length + b.x.length);
  const y = new Float64Array(x.length);
  if (a.x[a.x.length - 1]! <= b.x[0]!) {
    x.set(a.x);
    x.set(b.x, a.x.length);
    y.set(a.y);
    y.set(b.y, a.x.length);
    return { x, y };
  }
  for (let i = 0, j = 0, k = 0; k < x.length; k++) {
    const isFirst = j === b.x.length || (i < a.x.length && a.x[i]! <= b.x[j]!);
    x[k] = isFirst ? a.x[i]! : b.x[j]!;
    y[k] = isFirst ? a.y[i++]! : b.y[j++]!;
  }
  return { x, y };
}

/** Reduces a line to at most `maxPoints` points that look the same, by the reader's rule. */
export function thinLine({ x, y }: Points, maxPoints: number): Points {
  if (x.length <= maxPoints) return { x, y };
  const { indices } = thinPoints(x, y, maxPoints);
  return {
    x: Float64Array.from(indices, (i) => x[i]!),
    y: Float64Array.from(indices, (i) => y[i]!),
  };
}

/** The points with an x from `from` to `to`, inclusive. */
export function clipPoints({ x, y }: Points, from: number, to: number): Points {
  const first = firstAtOrAbove(x, from);
  let end = firstAtOrAbove(x, to);
  while (end < x.length && x[end] === to) end++;
  return { x: x.slice(first, end), y: y.slice(first, end) };
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
