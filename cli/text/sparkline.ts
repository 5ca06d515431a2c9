const LEVELS = "▁▂▃▄▅▆▇█";
const MIDDLE_LEVEL = "▄";
/** Marks NaN and infinity, which have no level and must not go unseen. */
const NON_FINITE = "×";

/** The points that fall into one character of the line. */
interface Bucket {
  sum: number;
  count: number;
  hasNonFinite: boolean;
}

/**
 * Draws a curve as one line of text. The range of `x` is divided into at most
 * `width` buckets of equal size, one character each. A character shows the
 * mean of its bucket, or `×` where a value is NaN or infinite. An empty bucket
 * repeats the character before it.
 *
 * @param x Positions of the values, ascending.
 * @param y The values.
 */
export function sparkline(x: ArrayLike<number>, y: ArrayLike<number>, width: number): string {
  const buckets = toBuckets(Array.from(x), Array.from(y), width);
  const means = buckets.map(mean).filter(Number.isFinite);
  const min = means.reduce((a, b) => Math.min(a, b), Infinity);
  const max = means.reduce((a, b) => Math.max(a, b), -Infinity);
  let line = "";
  for (const bucket of buckets) {
    if (bucket.hasNonFinite) line += NON_FINITE;
    else if (bucket.count > 0) line += levelOf(mean(bucket), min, max);
    else line += line.at(-1) ?? " ";
  }
  return line;
}

function toBuckets(x: readonly number[], y: readonly number[], width: number): Bucket[] {
  const count = Math.min(width, y.length);
  const buckets = Array.from({ length: count }, () => ({ sum: 0, count: 0, hasNonFinite: false }));
  const first = x.at(0) ?? 0;
  const range = (x.at(-1) ?? 0) - first;
  for (const [index, value] of y.entries()) {
    const share = range > 0 ? ((x[index] ?? first) - first) / range : 0;
    const bucket = buckets[Math.min(count - 1, Math.floor(share * count))];
    if (bucket === undefined) continue;
    if (Number.isFinite(value)) {
      bucket.sum += value;
      bucket.count++;
    } else bucket.hasNonFinite = true;
  }
  return buckets;
}

/** NaN of an empty bucket. */
function mean({ sum, count }: Bucket): number {
  return sum / count;
}

function levelOf(value: number, min: number, max: number): string {
  if (max === min) return MIDDLE_LEVEL;
  // Halved first: the difference of two large numbers may be infinite.
  const share = (value / 2 - min / 2) / (max / 2 - min / 2);
  const level = Math.round(share * (LEVELS.length - 1));
  return LEVELS.charAt(Math.min(level, LEVELS.length - 1));
}
