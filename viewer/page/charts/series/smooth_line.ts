import type { SeriesMeans } from "../../../protocol/api.ts";
import { smooth, type Smoothing } from "../settings/smoothing.ts";
import { firstAtOrAbove, pickPoints, type Points } from "./points.ts";

/** How many points a line has for its smoothing, where it has more rows: each is so many of them. */
const LINE_POINTS = 2000;

/** A line to be smoothed. */
export interface LineToSmooth {
  /** The points that are drawn, of the whole axis or of a part of it. */
  points: Points;
  /** The means of all rows of the whole axis; `null` if the points are all rows. */
  means: SeriesMeans | null;
  /** How many rows the line has. */
  rowCount: number;
  /** The indices of the points of each strand, if they are not one line. */
  strands?: Uint32Array[] | null;
}

/**
 * The smoothed y of each point of a line.
 *
 * A line of which rows were left out is smoothed over the means of all its
 * rows, never over the points that are drawn, and over the whole axis: so its
 * smoothed line is the same at each zoom. The amount then counts points of
 * which the line has {@linkcode LINE_POINTS}.
 */
export function smoothLine(
  { points, means, rowCount, strands }: LineToSmooth,
  style: Smoothing,
): Float64Array {
  const { kind, amount } = style;
  const isOff = kind === "none" || (kind === "ema" && amount <= 0) ||
    (kind === "mean" && amount < 2);
  if (isOff) return points.y;
  if (means === null || means.x.length === 0) return smoothStrands(points, strands, style);
  const rowsPerPoint = Math.max(1, rowCount / LINE_POINTS);
  const y = smooth(means.y, style, means.counts.map((count) => count / rowsPerPoint));
  // An exponential average has seen all rows of its bucket: it is where that ends.
  const x = kind === "ema" ? bucketEnds(means.x) : means.x;
  return points.y.map((value, i) =>
    Number.isFinite(value) ? valueAt(x, y, points.x[i] ?? NaN) : value
  );
}

/** Smooths each strand on its own. */
function smoothStrands(
  points: Points,
  strands: Uint32Array[] | null | undefined,
  style: Smoothing,
): Float64Array {
  if (!strands) return smooth(points.y, style);
  const result = new Float64Array(points.y.length);
  for (const strand of strands) {
    const smoothed = smooth(pickPoints(points, strand).y, style);
    strand.forEach((index, i) => result[index] = smoothed[i] ?? NaN);
  }
  return result;
}

/** The middles between the buckets; the last one itself. */
function bucketEnds(x: Float64Array): Float64Array {
  return x.map((at, i) => at / 2 + (x[i + 1] ?? at) / 2);
}

/** The value of a curve, which goes on level beyond its ends. */
function valueAt(x: Float64Array, y: Float64Array, at: number): number {
  const next = firstAtOrAbove(x, at);
  const [before, after] = [y[next - 1], y[next]];
  if (after === undefined) return before ?? NaN;
  const [from, to] = [x[next - 1], x[next]];
  if (before === undefined || from === undefined || to === undefined) return after;
  const part = (at / 2 - from / 2) / (to / 2 - from / 2);
  return before * (1 - part) + after * part;
}
