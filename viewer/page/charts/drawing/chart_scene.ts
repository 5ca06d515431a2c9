import { type AxisScale, axisScale } from "../../values/axis_scale.ts";
import { firstAtOrAbove, type Points } from "../series/points.ts";

/** One line of a chart. */
export interface ChartLine {
  /** No other line of the chart has it: the board's id, where each board has one line. */
  id: string;
  /** The title of the run, the group or the metric. */
  name: string;
  color: string;
  /** The board's id, where it is not `id`. */
  boardId?: string;
  /** Where a chart has several metrics: the name of the line's. */
  metric?: string;
  /** Its name where it is beside how many runs have a value, so that it need not say how many there are. */
  nameBesideCount?: string;
  /** The name of its group, where `name` has that of the metric, too. */
  groupName?: string;
  /** The lengths of its dashes and of the gaps between them, in CSS pixels. Default: no gaps. */
  dash?: readonly number[];
  /** Whether its values are `false` and `true`. Default: false. */
  isBoolean?: boolean;
  /** Between which values it has no outliers, if these are left out of the y range. */
  limits?: readonly [low: number, high: number];
  /** The values themselves, where the points are places on a scale of the line's metric alone. */
  logged?: { y: Float64Array; smoothed: Float64Array; band?: LineBand };
  /** The points as logged. */
  points: Points;
  /** The indices of the points of each strand, if they are not one line. */
  strands?: Uint32Array[] | null;
  /** Whether rows were left out of the points. */
  sampled: boolean;
  /** Of a group. */
  band?: LineBand;
  /** The smoothed y of the points; the same array as `points.y` without smoothing. */
  smoothed: Float64Array;
}

/** What the band of a group reaches to, NaN where it has none, and how many runs it is of. */
export interface LineBand {
  low: Float64Array;
  high: Float64Array;
  counts: Float64Array;
}

/** What a chart shows. */
export interface ChartScene {
  lines: ChartLine[];
  /** The visible range of the x axis. */
  x: [min: number, max: number];
  /** The visible range of the y axis. */
  y: [min: number, max: number];
  /** Whether the y axis is logarithmic. */
  log: boolean;
  /** Whether the x axis is logarithmic. */
  logX: boolean;
  /** How many of the visible points are not finite. */
  nonFinite: { nan: number; plus: number; minus: number };
  /** How many of the visible points a logarithmic axis cannot show. */
  unplaced: number;
  /** How many points are at an x that a logarithmic x axis cannot show. */
  unplacedX: number;
  /** How many of the visible points are outliers beyond the y axis. */
  outliers: number;
  /** Whether rows were left out of any line, so that the counts may be too low. */
  sampled: boolean;
  /** Whether the y axis has no numbers: each metric has a scale of its own. */
  hasOwnScales?: boolean;
}

/** The scale of the x axis of a scene. */
export function scaleX({ x: [min, max], logX }: ChartScene): AxisScale {
  return axisScale(min, max, logX);
}

/** The scale of the y axis of a scene. */
export function scaleY({ y: [min, max], log }: ChartScene): AxisScale {
  return axisScale(min, max, log);
}

/**
 * Computes what a chart shows of its lines.
 *
 * @param range The range of the x axis; `null` is the extent of the lines.
 * @param yRange The range of the y axis; `null`, or a range that a logarithmic
 * axis cannot show, is the extent of the visible points.
 * @param wantsLogX Whether the x axis is logarithmic, if any visible point has an x above 0.
 */
export function makeScene(
  lines: ChartLine[],
  range: readonly [number, number] | null,
  yRange: readonly [number, number] | null,
  log: boolean,
  wantsLogX = false,
): ChartScene {
  const positive = wantsLogX ? positiveX(lines, range) : null;
  const logX = positive !== null;
  const x: [number, number] = positive ?? (range ? [...range] : extentOfX(lines));
  let unplacedX = 0;
  if (logX && (range === null || range[0] <= 0)) {
    for (const { points } of lines) unplacedX += firstAtOrAbove(points.x, Number.MIN_VALUE);
  }
  const nonFinite = { nan: 0, plus: 0, minus: 0 };
  let unplaced = 0;
  let min = Infinity;
  let max = -Infinity;
  const outer: Extent = [Infinity, -Infinity];
  for (const { points, smoothed, band, limits = NO_LIMITS } of lines) {
    const [low, high] = limits;
    const first = firstAtOrAbove(points.x, x[0]);
    // This loop runs over all points at every redraw. x, y and smoothed are of one length.
    for (let i = first; i < points.x.length && points.x[i]! <= x[1]; i++) {
      const y = points.y[i]!;
      if (Number.isNaN(y)) nonFinite.nan++;
      else if (y === Infinity) nonFinite.plus++;
      else if (y === -Infinity) nonFinite.minus++;
      else if (log && y <= 0) unplaced++;
      else if (y < low || y > high) widen(outer, y);
      else {
        if (y < min) min = y;
        if (y > max) max = y;
        // Smoothed values may lie outside the extent of the visible raw ones.
        const smooth = smoothed[i]!;
        if (smooth < min && smooth >= low && (!log || smooth > 0)) min = smooth;
        if (smooth > max && smooth <= high) max = smooth;
        for (const edge of band === undefined ? [] : [band.low[i]!, band.high[i]!]) {
          if (!Number.isFinite(edge) || (log && edge <= 0) || edge < low || edge > high) continue;
          if (edge < min) min = edge;
          if (edge > max) max = edge;
        }
      }
    }
  }
  for (const at of x) {
    for (const { points, strands, smoothed, limits: [low, high] = NO_LIMITS } of lines) {
      if (strands) continue;
      for (
        const y of [valueAt(points.x, points.y, at, logX), valueAt(points.x, smoothed, at, logX)]
      ) {
        if (!Number.isFinite(y) || (log && y <= 0) || y < low || y > high) continue;
        min = Math.min(min, y);
        max = Math.max(max, y);
      }
    }
  }
  // Where nothing but outliers is in view, they are what is looked at.
  if (min > max && outer[0] <= outer[1]) [min, max] = outer;
  const areBars = !log && lines.length > 0 && lines.every(({ points }) => points.x.length === 1);
  // A bar begins at 0.
  if (areBars && min <= max) {
    min = Math.min(0, finite(min * ROOM));
    max = Math.max(0, finite(max * ROOM));
  }
  if (min > max) [min, max] = extentBeside(lines, x, log);
  const fits = yRange !== null && !(log && yRange[0] <= 0);
  const y: [number, number] = fits ? [...yRange] : padded(min, max, log);
  if (areBars && !fits && min === 0 && max > 0) y[0] = 0;
  if (areBars && !fits && max === 0 && min < 0) y[1] = 0;
  const outliers = fits || outer[0] > outer[1] ? 0 : countOutliers(lines, x, y, log);
  const sampled = lines.some(({ sampled }) => sampled);
  return { lines, x, y, log, logX, nonFinite, unplaced, unplacedX, outliers, sampled };
}

/** Whether lines are there, but neither their points nor what is between these in the visible range of x. */
export function isOutOfView({ lines, x: [from, to] }: ChartScene): boolean {
  return lines.length > 0 &&
    lines.every(({ points: { x } }) =>
      x.length === 0 || to < (x[0] ?? Infinity) || from > (x.at(-1) ?? -Infinity)
    );
}

type Extent = [min: number, max: number];
/** Above a bar there is room for its value. */
const ROOM = 1.1;
const NO_LIMITS: Extent = [-Infinity, Infinity];

function widen(extent: Extent, value: number): void {
  if (value < extent[0]) extent[0] = value;
  if (value > extent[1]) extent[1] = value;
}

/** How many outliers in the visible range of x are beyond that of y. */
function countOutliers(lines: readonly ChartLine[], x: Extent, y: Extent, log: boolean): number {
  let count = 0;
  for (const { points, limits: [low, high] = NO_LIMITS } of lines) {
    for (let i = firstAtOrAbove(points.x, x[0]); i < points.x.length && points.x[i]! <= x[1]; i++) {
      const value = points.y[i]!;
      const isOutlier = Number.isFinite(value) && (!log || value > 0) &&
        (value < low || value > high);
      if (isOutlier && (value < y[0] || value > y[1])) count++;
    }
  }
  return count;
}

/** The value of a line between two points; NaN where it has none. */
function valueAt(x: Float64Array, y: Float64Array, at: number, logX: boolean): number {
  const next = firstAtOrAbove(x, at);
  const [from, to, before, after] = [x[next - 1], x[next], y[next - 1], y[next]];
  if (from === undefined || to === undefined || before === undefined || after === undefined) {
    return NaN;
  }
  if (!Number.isFinite(before) || !Number.isFinite(after) || (logX && from <= 0)) return NaN;
  return axisScale(before, after).valueAt(axisScale(from, to, logX).place(at));
}

/** The extent of the points next to the visible range: a line between them may be all that is visible. */
function extentBeside(lines: ChartLine[], x: [number, number], log: boolean): [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (const { points, smoothed } of lines) {
    const next = firstAtOrAbove(points.x, x[0]);
    for (const y of [smoothed[next - 1], smoothed[next]]) {
      if (y === undefined || !Number.isFinite(y) || (log && y <= 0)) continue;
      min = Math.min(min, y);
      max = Math.max(max, y);
    }
  }
  return [min, max];
}

function extentOfX(lines: ChartLine[]): [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (const { points: { x } } of lines) {
    min = Math.min(min, x[0] ?? Infinity);
    max = Math.max(max, x.at(-1) ?? -Infinity);
  }
  if (min > max) return [0, 1];
  if (min < max) return [min, max];
  const pad = Math.max(0.5, Math.abs(max) * 1e-9);
  return [finite(min - pad), finite(max + pad)];
}

/** The visible range of a logarithmic x axis; `null` where no point has an x above 0. */
function positiveX(
  lines: ChartLine[],
  range: readonly [number, number] | null,
): [number, number] | null {
  if (range !== null && range[0] > 0) return [...range];
  let min = Infinity;
  let max = range === null ? -Infinity : range[1];
  for (const { points: { x } } of lines) {
    min = Math.min(min, x[firstAtOrAbove(x, Number.MIN_VALUE)] ?? Infinity);
    if (range === null) max = Math.max(max, x.at(-1) ?? -Infinity);
  }
  if (min > max) return null;
  return min < max ? [min, max] : [min / 2 || min, finite(max * 2)];
}

function padded(min: number, max: number, log: boolean): [number, number] {
  if (min > max) return log ? [0.1, 10] : [0, 1];
  if (log) {
    const decades = Math.log10(max) - Math.log10(min);
    const pad = decades === 0 ? 2 : 10 ** Math.max(decades * 0.05, 1e-9);
    // A logarithmic axis cannot show 0 and infinity.
    return [Math.max(min / pad, Number.MIN_VALUE), Math.min(max * pad, Number.MAX_VALUE)];
  }
  // Not (max - min) * 0.06: the difference of two finite numbers can be infinite.
  const pad = (max * 0.06 - min * 0.06) || Math.abs(max) * 0.1 || 0.5;
  return [finite(min - pad), finite(max + pad)];
}

function finite(value: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
}
