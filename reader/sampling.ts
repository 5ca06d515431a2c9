/**
 * Sampling that keeps what shows: the range of x is cut into buckets of one
 * width, and of each are kept the first, last, least and greatest finite
 * value, the first and last NaN, and the first and last of each infinity.
 *
 * @module
 */

/** The values of a metric that are sampled. */
export interface SampledRange {
  /** What stands behind FROM. */
  relation: string;
  /** The value, a DOUBLE, in SQL. */
  y: string;
  /** What the buckets are of, an integer, in SQL. */
  x: string;
  /** The least x. */
  low: number;
  /** The greatest x. */
  high: number;
  /** Which rows are in the range, in SQL; all where it is not said. */
  where?: string;
}

/** Runs a query of which all columns are DOUBLE, and gives its columns; NULL is NaN. */
export type ReadDoubles = (sql: string) => Promise<Float64Array[]>;

/** A value to be kept. */
export interface SampledPoint {
  step: number;
  y: number;
}

/** What is kept of a bucket: at most ten points. */
interface Bucket {
  count: number;
  first?: SampledPoint;
  last?: SampledPoint;
  least?: SampledPoint;
  greatest?: SampledPoint;
  /** First and last NaN, +∞ and -∞. */
  gaps: SampledPoint[];
}

/** In what order kinds of points are kept where there is no room for all. */
const KINDS = ["first", "last", "least", "greatest"] as const;

/**
 * Samples a range.
 *
 * @param most The most points.
 * @returns The points by step, how many values there are, and the width of the buckets in x.
 */
export async function sampleRange(
  read: ReadDoubles,
  range: SampledRange,
  most: number,
): Promise<{ points: SampledPoint[]; rowCount: number; width: number }> {
  // Narrow buckets, of which as many are joined as the points need: their
  // extremes are those of the narrow ones, and nothing is read twice.
  const span = range.high - range.low + 1;
  const narrow = Math.max(1, Math.ceil(span / Math.min(most, span)));
  const buckets = await readBuckets(read, range, narrow);
  const rowCount = buckets.reduce((sum, bucket) => sum + (bucket?.count ?? 0), 0);
  const count = Math.ceil(span / narrow);
  for (let joined = 1;; joined++) {
    const points: SampledPoint[] = [];
    for (let at = 0; at < count; at += joined) {
      points.push(...pointsOf(join(buckets.slice(at, at + joined))));
    }
    if (points.length <= most) return { points, rowCount, width: narrow * joined };
    if (joined >= count) return { points: bySteps(points.slice(0, most)), rowCount, width: span };
  }
}

async function readBuckets(
  read: ReadDoubles,
  { relation, x, y, low, where }: SampledRange,
  width: number,
): Promise<Bucket[]> {
  const source = (which: string) =>
    `(SELECT step AS s, (${low === 0 ? x : `${x} - ${low}`}) // ${width} AS b, ${y} AS v
      FROM ${relation} WHERE ${which} isfinite(${y}) ${where === undefined ? "" : `AND ${where}`})`;
  const buckets: Bucket[] = [];
  const [b, n, s0, y0, s1, y1, sMin, yMin, sMax, yMax] = await read(
    `SELECT b::DOUBLE, count(*)::DOUBLE, min(s)::DOUBLE, arg_min(v, s), max(s)::DOUBLE,
       arg_max(v, s), arg_min(s, v)::DOUBLE, min(v), arg_max(s, v)::DOUBLE, max(v)
     FROM ${source("")} GROUP BY b`,
  );
  for (let i = 0; i < b.length; i++) {
    buckets[b[i]] = {
      count: n[i],
      first: { step: s0[i], y: y0[i] },
      last: { step: s1[i], y: y1[i] },
      least: { step: sMin[i], y: yMin[i] },
      greatest: { step: sMax[i], y: yMax[i] },
      gaps: [],
    };
  }
  // A second scan for few rows is cheaper than to keep them apart in the first.
  const [gapB, gapY, gapN, from, to] = await read(
    `SELECT b::DOUBLE, v, count(*)::DOUBLE, min(s)::DOUBLE, max(s)::DOUBLE
     FROM ${source("NOT")} GROUP BY b, v`,
  );
  for (let i = 0; i < gapB.length; i++) {
    const bucket = buckets[gapB[i]] ??= { count: 0, gaps: [] };
    bucket.count += gapN[i];
    bucket.gaps.push({ step: from[i], y: gapY[i] }, { step: to[i], y: gapY[i] });
  }
  return buckets;
}

function join(buckets: readonly (Bucket | undefined)[]): Bucket {
  const joined: Bucket = { count: 0, gaps: [] };
  for (const bucket of buckets) {
    if (bucket === undefined) continue;
    const { first, last, least, greatest, gaps } = bucket;
    joined.count += bucket.count;
    joined.first = better(joined.first, first, (a, b) => a.step < b.step);
    joined.last = better(joined.last, last, (a, b) => a.step > b.step);
    joined.least = better(joined.least, least, (a, b) => a.y < b.y);
    joined.greatest = better(joined.greatest, greatest, (a, b) => a.y > b.y);
    joined.gaps.push(...gaps);
  }
  if (buckets.length > 1) joined.gaps = outermost(joined.gaps);
  return joined;
}

function better(
  a: SampledPoint | undefined,
  b: SampledPoint | undefined,
  isBetter: (a: SampledPoint, b: SampledPoint) => boolean,
): SampledPoint | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isBetter(b, a) ? b : a;
}

/** The first and last of each kind. */
function outermost(gaps: readonly SampledPoint[]): SampledPoint[] {
  return [NaN, Infinity, -Infinity].flatMap((kind) => {
    const steps = gaps.filter(({ y }) => Object.is(y, kind)).map(({ step }) => step);
    if (steps.length === 0) return [];
    return [{ step: Math.min(...steps), y: kind }, { step: Math.max(...steps), y: kind }];
  });
}

/** Each point once, by step; those that matter most first where they are cut off. */
function pointsOf(bucket: Bucket): SampledPoint[] {
  const points = new Map<number, SampledPoint>();
  const all = [...KINDS.map((kind) => bucket[kind]), ...bucket.gaps];
  for (const point of all) {
    if (point !== undefined && !points.has(point.step)) points.set(point.step, point);
  }
  return [...points.values()];
}

function bySteps(points: SampledPoint[]): SampledPoint[] {
  return points.sort((a, b) => a.step - b.step);
}
