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

/** The largest finite number. NaN is above all numbers for DuckDB. */
const LARGEST = "1.7976931348623157e308";
const NO_GAPS: Float64Array[] = Array.from({ length: 5 }, () => new Float64Array());

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
  // extremes are those of the narrow ones, and nothing is read twice. Few
  // buckets have but one point, so half as many as points are enough.
  const span = range.high - range.low + 1;
  const narrow = Math.max(1, Math.ceil(span / Math.min(Math.ceil(most / 2), span)));
  const buckets = await readBuckets(read, range, narrow);
  const rowCount = buckets.reduce((sum, bucket) => sum + (bucket?.count ?? 0), 0);
  const count = Math.ceil(span / narrow);
  for (let joined = 1;; joined++) {
    const points: SampledPoint[] = [];
    for (let at = 0; at < count; at += joined) {
      points.push(...pointsOf(join(buckets.slice(at, at + joined))));
    }
    if (points.length > most && joined < count) continue;
    return {
      points: points.slice(0, most).sort((a, b) => a.step - b.step),
      rowCount,
      width: joined < count ? narrow * joined : span,
    };
  }
}

async function readBuckets(
  read: ReadDoubles,
  { relation, x, y, low, where }: SampledRange,
  width: number,
): Promise<Bucket[]> {
  const source = (which: string) =>
    `(SELECT step AS s, (${low === 0 ? x : `${x} - ${low}`}) // ${width} AS b, ${y} AS v
      FROM ${relation} WHERE ${which} ${where === undefined ? "" : `AND ${where}`})`;
  const buckets: Bucket[] = [];
  // Files say of many rows at once how large they are at most: for most metrics this reads nothing.
  const [gap] = await read(
    `SELECT 1::DOUBLE FROM ${source(`(${y} > ${LARGEST} OR ${y} < -${LARGEST})`)} LIMIT 1`,
  );
  const hasGaps = gap.length > 0;
  // Scans of their own, for few rows, are cheaper than to keep these apart in one.
  const [gapB, gapY, gapN, from, to] = hasGaps
    ? await read(
      `SELECT b::DOUBLE, v, count(*)::DOUBLE, min(s)::DOUBLE, max(s)::DOUBLE
       FROM ${source(`NOT isfinite(${y})`)} GROUP BY b, v`,
    )
    : NO_GAPS;
  for (let i = 0; i < gapB.length; i++) {
    const bucket = buckets[gapB[i]] ??= { count: 0, gaps: [] };
    bucket.count += gapN[i];
    bucket.gaps.push({ step: from[i], y: gapY[i] }, { step: to[i], y: gapY[i] });
  }
  const finite = hasGaps ? `isfinite(${y})` : `${y} IS NOT NULL`;
  const [b, n, ...steps] = await read(
    `SELECT b::DOUBLE, count(*)::DOUBLE,
       min(s)::DOUBLE, max(s)::DOUBLE, arg_min(s, v)::DOUBLE, arg_max(s, v)::DOUBLE
     FROM ${source(finite)} GROUP BY b`,
  );
  // Of so few rows the values are looked up faster than they are kept by the way.
  const values = await readValues(read, relation, y, new Set(steps.flatMap((of) => [...of])));
  for (let i = 0; i < b.length; i++) {
    const bucket = buckets[b[i]] ??= { count: 0, gaps: [] };
    bucket.count += n[i];
    KINDS.forEach((kind, which) => {
      const step = steps[which][i];
      bucket[kind] = { step, y: values.get(step)! };
    });
  }
  return buckets;
}

/** The values of some steps. */
async function readValues(
  read: ReadDoubles,
  relation: string,
  y: string,
  steps: ReadonlySet<number>,
): Promise<Map<number, number>> {
  if (steps.size === 0) return new Map();
  // To parse thousands of numbers as SQL takes longer than to find their rows.
  const list = `unnest(string_split('${[...steps].join(",")}', ',')::BIGINT[])`;
  const [found, values] = await read(
    `SELECT step::DOUBLE, ${y} FROM ${relation} WHERE step IN (SELECT ${list})`,
  );
  return new Map(Array.from(found, (step, i) => [step, values[i]]));
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

/** Each point once; those that matter most first where they are cut off. */
function pointsOf(bucket: Bucket): SampledPoint[] {
  const points = new Map<number, SampledPoint>();
  for (const point of [...KINDS.map((kind) => bucket[kind]), ...bucket.gaps]) {
    if (point !== undefined && !points.has(point.step)) points.set(point.step, point);
  }
  return [...points.values()];
}
