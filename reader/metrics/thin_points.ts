/**
 * The one way in which a series is thinned. The reader's sampling and the
 * viewer's page both use it, so this file imports next to nothing.
 *
 * The rule:
 *
 * 1. A series of at most `maxPoints` points is kept whole.
 * 2. Otherwise the range of x is cut into buckets of one width. A point that
 *    lies exactly on a border belongs to the bucket above it; the greatest x
 *    belongs to the last bucket.
 * 3. Each bucket keeps up to ten of its points: the first, the last, the least
 *    and the greatest finite value; the first and the last NaN; the first and
 *    the last +Infinity; the first and the last -Infinity. "First" and "last"
 *    are meant in the order of the points. Of equal extremes the first is kept.
 *    A point that is kept for several reasons is kept once.
 * 4. The buckets begin narrow: half as many as points are wanted, since a
 *    bucket seldom keeps fewer than two. As long as more than `maxPoints`
 *    points are kept, two, then three, then four … neighbours are joined to one
 *    bucket. Joining needs only the points that the narrow buckets keep.
 * 5. If one bucket for the whole range still keeps too many, which takes a
 *    `maxPoints` below ten, they are cut off in the order of step 3.
 *
 * Exact are: each point that is kept, as it is a point of the series and no
 * mean of several; the first and last point and the extremes of each bucket,
 * and so those of the whole series; and that each bucket with a gap shows it.
 * Only the number of points depends on the values.
 *
 * Thinning is idempotent: the points that the narrow buckets keep give the same
 * result as all points do. A database can therefore pick these points, and
 * `sampling.ts` lets DuckDB do so.
 *
 * @module
 */
import { firstWhere } from "../../format/first_where.ts";

/** Buckets of one width along the x axis. */
export interface Buckets {
  /** Where the first bucket begins. */
  low: number;
  /** The width of a bucket, in the unit of x. */
  width: number;
  /** How many buckets there are. */
  count: number;
}

/** Which points of a series are kept. */
export interface ThinnedPoints {
  /** Their indices in the series, ascending. */
  indices: Uint32Array;
  /** The width of the buckets that they were chosen in; buckets begin at the least x. */
  width: number;
}

/** Where a bucket's points are held: the index of each, -1 where there is none. */
const FIRST = 0;
const LAST = 1;
const LEAST = 2;
const GREATEST = 3;
const NAN = 4;
const PLUS_INFINITY = 6;
const MINUS_INFINITY = 8;
const SLOTS = 10;

/** The buckets that thinning begins with, where x are any finite numbers. */
export function narrowBuckets(low: number, high: number, maxPoints: number): Buckets {
  const count = Math.ceil(maxPoints / 2);
  // Not (high - low) / count: the difference of two finite numbers can be infinite.
  const width = high / count - low / count;
  return count > 1 && width / 2 > 0 ? { low, width, count } : { low, width: high - low, count: 1 };
}

/**
 * Chooses the points of a series that show its shape; the rule is at the
 * beginning of this file.
 *
 * @param x Where the points are: finite, in ascending order.
 * @param y Their values.
 * @param maxPoints How many points to keep at most, 1 or more.
 * @param narrow The buckets to begin with. Default: `narrowBuckets()` of the range of x.
 */
export function thinPoints(
  x: Float64Array,
  y: Float64Array,
  maxPoints: number,
  narrow: Buckets = narrowBuckets(x[0] ?? 0, x.at(-1) ?? 0, maxPoints),
): ThinnedPoints {
  if (x.length <= maxPoints) {
    return { indices: Uint32Array.from(x.keys()), width: narrow.width };
  }
  const slots = fillBuckets(x, y, narrow);
  for (let joined = 1;; joined++) {
    const isOne = joined >= narrow.count;
    const kept: number[] = [];
    for (let bucket = 0; bucket < narrow.count; bucket += joined) {
      const end = Math.min(bucket + joined, narrow.count);
      kept.push(...new Set(joinBuckets(slots, y, bucket, end).filter((index) => index >= 0)));
      if (kept.length > maxPoints && !isOne) break;
    }
    if (kept.length > maxPoints && !isOne) continue;
    const indices = Uint32Array.from(kept.slice(0, maxPoints)).sort();
    return { indices, width: narrow.width * Math.min(joined, narrow.count) };
  }
}

/** The points that each bucket keeps. As x ascends, each bucket has successive ones. */
function fillBuckets(x: Float64Array, y: Float64Array, buckets: Buckets): Int32Array {
  const { low, width, count } = buckets;
  const slots = new Int32Array(count * SLOTS).fill(-1);
  // Halves, for the reason that narrowBuckets() names; they are exact.
  const [halfLow, halfWidth] = [low / 2, width / 2];
  const bucketOf = (i: number) =>
    count === 1 ? 0 : Math.min(count - 1, Math.floor((x[i]! / 2 - halfLow) / halfWidth));
  let start = 0;
  while (start < x.length) {
    const bucket = bucketOf(start);
    const end = firstWhere(start + 1, x.length, (i) => bucketOf(i) > bucket);
    fillBucket(slots, bucket * SLOTS, y, start, end);
    start = end;
  }
  return slots;
}

/** Sets the slots of one bucket, which begin at a place, by its points from one index to another. */
function fillBucket(
  slots: Int32Array,
  at: number,
  y: Float64Array,
  start: number,
  end: number,
): void {
  let [first, last, least, greatest] = [-1, -1, -1, -1];
  let [leastValue, greatestValue] = [Infinity, -Infinity];
  for (let i = start; i < end; i++) {
    const value = y[i]!;
    if (!Number.isFinite(value)) {
      const kind = at + (Number.isNaN(value) ? NAN : value > 0 ? PLUS_INFINITY : MINUS_INFINITY);
      if (slots[kind]! < 0) slots[kind] = i;
      slots[kind + 1] = i;
      continue;
    }
    if (first < 0) first = i;
    last = i;
    if (value < leastValue) {
      least = i;
      leastValue = value;
    }
    if (value > greatestValue) {
      greatest = i;
      greatestValue = value;
    }
  }
  slots[at + FIRST] = first;
  slots[at + LAST] = last;
  slots[at + LEAST] = least;
  slots[at + GREATEST] = greatest;
}

/** The points that neighbouring buckets keep when they are one. */
function joinBuckets(slots: Int32Array, y: Float64Array, start: number, end: number): number[] {
  const joined = [...slots.subarray(start * SLOTS, (start + 1) * SLOTS)];
  for (let bucket = start + 1; bucket < end; bucket++) {
    for (let slot = 0; slot < SLOTS; slot++) {
      const index = slots[bucket * SLOTS + slot]!;
      const known = joined[slot]!;
      if (index >= 0 && (known < 0 || isBetter(slot, index, known, y))) joined[slot] = index;
    }
  }
  return joined;
}

function isBetter(slot: number, index: number, known: number, y: Float64Array): boolean {
  if (slot === LEAST) return y[index]! < y[known]!;
  if (slot === GREATEST) return y[index]! > y[known]!;
  return slot % 2 === 0 ? index < known : index > known; // The first ones are in even slots.
}
