import { isDivisible } from "../settings/is_divisible.ts";
import { firstAtOrAbove, type Points } from "../series/points.ts";

/** One line of a chart, as it is drawn. */
export interface ChartLine {
  /** The board's id. */
  id: string;
  /** What the run is called. */
  name: string;
  color: string;
  /** As logged. */
  points: Points;
  /** Whether the points are only some of those that were logged. */
  sampled: boolean;
  /** Smoothed y of the points; the same array where nothing is smoothed. */
  smoothed: Float64Array;
}

/** What a chart shows. */
export interface ChartScene {
  lines: ChartLine[];
  /** The piece of the x axis in sight. */
  x: [min: number, max: number];
  /** The piece of the y axis in sight. */
  y: [min: number, max: number];
  /** Whether the y axis is logarithmic. */
  log: boolean;
  /** Drawn values in sight that are not finite. */
  odd: { nan: number; plus: number; minus: number };
  /** Drawn values in sight that a logarithmic axis has no place for. */
  unplaced: number;
  /** Whether more of these may have been logged than are drawn. */
  sampled: boolean;
}

/**
 * What a chart shows of its lines.
 *
 * @param range The piece of the x axis; `null` is all of it.
 * @param yRange The piece of the y axis; `null` is what the lines need, and so
 * is one that a logarithmic axis has no place for.
 */
export function makeScene(
  lines: ChartLine[],
  range: readonly [number, number] | null,
  yRange: readonly [number, number] | null,
  log: boolean,
): ChartScene {
  const x = range ? [...range] as [number, number] : extentOfX(lines);
  const odd = { nan: 0, plus: 0, minus: 0 };
  let unplaced = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const { points, smoothed } of lines) {
    const first = firstAtOrAbove(points.x, x[0]);
    for (let i = first; i < points.x.length && points.x[i] <= x[1]; i++) {
      const y = points.y[i];
      if (Number.isNaN(y)) odd.nan++;
      else if (y === Infinity) odd.plus++;
      else if (y === -Infinity) odd.minus++;
      else if (log && y <= 0) unplaced++;
      else {
        if (y < min) min = y;
        if (y > max) max = y;
        // Smoothed values can leave the range of the raw ones in sight.
        if (smoothed[i] < min && (!log || smoothed[i] > 0)) min = smoothed[i];
        if (smoothed[i] > max) max = smoothed[i];
      }
    }
  }
  if (min > max) [min, max] = extentBeside(lines, x, log);
  const fits = yRange !== null && !(log && yRange[0] <= 0);
  const y: [number, number] = fits ? [...yRange] : padded(min, max, log);
  return { lines, x, y, log, odd, unplaced, sampled: lines.some(({ sampled }) => sampled) };
}

/** Between two points there is a line, although no point is in sight. */
function extentBeside(lines: ChartLine[], x: [number, number], log: boolean): [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (const { points, smoothed } of lines) {
    const next = firstAtOrAbove(points.x, x[0]);
    for (const y of [smoothed[next - 1], smoothed[next]]) {
      if (!Number.isFinite(y) || (log && y <= 0)) continue;
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
    if (x.length === 0) continue;
    min = Math.min(min, x[0]);
    max = Math.max(max, x[x.length - 1]);
  }
  if (min > max) return [0, 1];
  if (isDivisible(min, max)) return [min, max];
  const pad = Math.max(0.5, Math.abs(max) * 1e-9);
  return [min - pad, max + pad];
}

function padded(min: number, max: number, log: boolean): [number, number] {
  if (min > max) return log ? [0.1, 10] : [0, 1];
  if (log) {
    const decades = Math.log10(max) - Math.log10(min);
    const pad = decades === 0 ? 2 : 10 ** Math.max(decades * 0.05, 1e-9);
    // A logarithmic axis has no place for 0 and infinity.
    return [Math.max(min / pad, Number.MIN_VALUE), Math.min(max * pad, Number.MAX_VALUE)];
  }
  // Beyond half the greatest number there is, a range itself is infinite.
  const least = Math.max(min, -Number.MAX_VALUE / 4);
  const greatest = Math.min(max, Number.MAX_VALUE / 4);
  const pad = (greatest - least) * 0.06 || Math.abs(greatest) * 0.1 || 0.5;
  return [least - pad, greatest + pad];
}
