/** How far from the quartiles a value may lie, in distances between the quartiles. */
const REACH = 3;
/** Of fewer values nobody can tell which are outliers. */
const MIN_VALUES = 8;

/** The rule by which values are outliers, for the reader. */
export const OUTLIER_RULE =
  "A value is an outlier where it lies further from the quartiles of its line, over the whole x axis, " +
  "than 3 times the distance between them. Of a line with more rows than are drawn, the quartiles " +
  "are those of the points that are drawn: the extremes of each part of the axis.";

/**
 * Between which values a line has no outliers: within three times the distance between its quartiles
 * from them, by the logarithms of its values on a logarithmic axis. Where the quartiles are equal,
 * the 5th and the 95th percentile take their place; a line of which these are equal, too, has no
 * outliers: what is rare in it may be what matters.
 *
 * @param y The values of the whole line, so that the limits are the same at each zoom.
 */
export function outlierLimits(y: Float64Array, log: boolean): [low: number, high: number] {
  const all: [number, number] = [-Infinity, Infinity];
  const values = y.filter((value) => Number.isFinite(value) && (!log || value > 0));
  const sorted = (log ? values.map(Math.log) : values).sort();
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? NaN;
  if (sorted.length < MIN_VALUES) return all;
  for (const part of [0.25, 0.05]) {
    const [low, high] = [at(part), at(1 - part)];
    if (!(low < high)) continue;
    // Not (high - low) * 3: the difference of two finite numbers can be infinite.
    const [from, to] = [low - high * REACH + low * REACH, high + high * REACH - low * REACH];
    return log ? [Math.exp(from), Math.exp(to)] : [from, to];
  }
  return all;
}
