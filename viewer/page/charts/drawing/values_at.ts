import type { AxisScale } from "../../values/axis_scale.ts";
import { firstAtOrAbove, nearestPoint } from "../series/points.ts";
import { type ChartLine, type ChartScene, scaleX, scaleY } from "./chart_scene.ts";

/** How far beyond its ends a line still has a value, as a part of the x axis. */
const SLACK = 0.02;

/** The value of a line at the cursor. */
export interface ValueAt {
  line: ChartLine;
  /** The x of its point that is nearest to the cursor. */
  x: number;
  /** The value there, as it was logged. */
  y: number;
  smoothed: number;
  /** The index of the point. */
  index: number;
}

/**
 * The values of the lines of a chart at the cursor: of a pointer, that of the nearest line first;
 * otherwise in descending order.
 *
 * @param x The cursor's position on the x axis, as a value.
 * @param height The pointer's height in the plot, from 0 to 1; `null` where no pointer is there.
 */
export function valuesAt(scene: ChartScene, x: number, height: number | null = null): ValueAt[] {
  // A run that ended earlier, or starts later, has no value at the cursor.
  const across = scaleX(scene);
  const upward = scaleY(scene);
  const at = across.place(x);
  const values: (ValueAt & { distance: number })[] = [];
  for (const line of scene.lines) {
    const { points, smoothed } = line;
    const index = nearestPoint(points.x, x);
    const [near, y, smooth] = [points.x[index], points.y[index], smoothed[index]];
    if (near === undefined || y === undefined || smooth === undefined) continue;
    const [start = x, end = x] = [points.x[0], points.x.at(-1)];
    // The start has no place where it is 0 on a logarithmic axis: it is before the cursor.
    if (at < across.place(start) - SLACK || !(at <= across.place(end) + SLACK)) continue;
    const distance = height === null ? 0 : distanceTo(line, x, height, across, upward);
    values.push({ line, x: near, y, smoothed: smooth, index, distance });
  }
  return values.sort((a, b) => a.distance === b.distance ? byValue(a, b) : a.distance - b.distance);
}

/** The last value of each line of a chart, in descending order. */
export function lastValues({ lines, x: [, end] }: ChartScene): ValueAt[] {
  return lines.flatMap((line): ValueAt[] => {
    const { points, smoothed } = line;
    const above = firstAtOrAbove(points.x, end);
    const index = points.x[above] === end ? above : above - 1;
    const [x, y, smooth] = [points.x[index], points.y[index], smoothed[index]];
    if (x === undefined || y === undefined || smooth === undefined) return [];
    return [{ line, x, y, smoothed: smooth, index }];
  }).sort(byValue);
}

/** In descending order, NaN last. */
function byValue(a: ValueAt, b: ValueAt): number {
  const rank = (value: number) => Number.isNaN(value) ? -Infinity : value;
  const [first, second] = [rank(a.smoothed), rank(b.smoothed)];
  return first === second ? 0 : second - first;
}

/** How far a line is above or below a height, in heights of the plot; infinite where it has no place. */
function distanceTo(
  { points: { x }, smoothed, strands }: ChartLine,
  at: number,
  height: number,
  across: AxisScale,
  upward: AxisScale,
): number {
  const placeOf = (index: number) => {
    const place = upward.place(smoothed[index] ?? NaN);
    return Number.isFinite(place) ? place : NaN;
  };
  const next = firstAtOrAbove(x, at);
  const [before, after] = [placeOf(next - 1), placeOf(next)];
  const [from, to] = [across.place(x[next - 1] ?? NaN), across.place(x[next] ?? NaN)];
  const part = (across.place(at) - from) / (to - from);
  // Between two points there is the line; strands of one line lie side by side.
  const between = strands ? NaN : before * (1 - part) + after * part;
  const place = Number.isNaN(between) ? placeOf(nearestPoint(x, at)) : between;
  return Number.isNaN(place) ? Infinity : Math.abs(place - height);
}
