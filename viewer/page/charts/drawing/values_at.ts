import type { AxisScale } from "../../values/axis_scale.ts";
import { firstAtOrAbove, nearestPoint } from "../series/points.ts";
import { barPlaces } from "./bar_places.ts";
import { type ChartLine, type ChartScene, type LineBand, scaleX, scaleY } from "./chart_scene.ts";

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
  /** Of a group: its band, in the values of its metric. */
  band?: LineBand;
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
  const bars = new Map(barPlaces(scene).map((bar) => [bar.line, bar]));
  const areBars = bars.size > 0 && bars.size === scene.lines.length;
  const values: (ValueAt & { distance: number })[] = [];
  for (const line of scene.lines) {
    const index = nearestPoint(line.points.x, x);
    const value = valueOf(line, index);
    if (value === undefined) continue;
    const bar = bars.get(line);
    const start = bar ? bar.center - bar.width / 2 : across.place(line.points.x[0] ?? x);
    const end = bar ? bar.center + bar.width / 2 : across.place(line.points.x.at(-1) ?? x);
    // The start has no place where it is 0 on a logarithmic axis: it is before the cursor.
    const slack = areBars ? Infinity : SLACK;
    if (at < start - slack || !(at <= end + slack)) continue;
    const distance = height === null
      ? 0
      : bar
      ? Math.abs(at - bar.center)
      : distanceTo(line, x, height, across, upward);
    values.push({ ...value, distance });
  }
  return values.sort((a, b) => a.distance === b.distance ? byValue(a, b) : a.distance - b.distance);
}

/** The last value of each line of a chart, in descending order. */
export function lastValues({ lines, x: [, end] }: ChartScene): ValueAt[] {
  return lines.flatMap((line) => {
    const { x } = line.points;
    const above = firstAtOrAbove(x, end);
    return valueOf(line, x[above] === end ? above : above - 1) ?? [];
  }).sort(byValue);
}

function valueOf(line: ChartLine, index: number): ValueAt | undefined {
  const x = line.points.x[index];
  const { y, smoothed, band } = line.logged ?? { ...line, y: line.points.y };
  const [value, smooth] = [y[index], smoothed[index]];
  if (x === undefined || value === undefined || smooth === undefined) return undefined;
  return { line, x, y: value, smoothed: smooth, band, index };
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
