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

/** A value to be kept; of the first and last only the step is known until all are chosen. */
type Choice = Pick<SampledPoint, "step"> & Partial<SampledPoint>;

/** What is kept of a bucket: at most ten points. */
interface Bucket {
  count: number;
  first?: Choice;
  last?: Choice;
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
    const choices: Choice[] = [];
    for (let at = 0; at < count; at += joined) {
      choices.push(...choicesOf(join(buckets.slice(at, at + joined))));
    }
    if (choices.length > most && joined < count) continue;
    const points = await readValues(read, range, choices.slice(0, most));
    return { points, rowCount, width: joined < count ? narrow * joined : span };
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
  // Scans of their own, for few rows, are cheaper than to keep these apart in one.
  const [gapB, gapY, gapN, from, to] = await read(
    `SELECT b::DOUBLE, v, count(*)::DOUBLE, min(s)::DOUBLE, max(s)::DOUBLE
     FROM ${source(`NOT isfinite(${y})`)} GROUP BY b, v`,
  );
  for (let i = 0; i < gapB.length; i++) {
    const bucket = buckets[gapB[i]] ??= { count: 0, gaps: [] };
    bucket.count += gapN[i];
    bucket.gaps.push({ step: from[i], y: gapY[i] }, { step: to[i], y: gapY[i] });
  }
  // The values of the first and the last would cost as much again: few of them are kept.
  const finite = gapB.length > 0 ? `isfinite(${y})` : `${y} IS NOT NULL`;
  const [b, n, first, last, sMin, yMin, sMax, yMax] = await read(
    `SELECT b::DOUBLE, count(*)::DOUBLE, min(s)::DOUBLE, max(s)::DOUBLE,
       arg_min(s, v)::DOUBLE, min(v), arg_max(s, v)::DOUBLE, max(v)
     FROM ${source(finite)} GROUP BY b`,
  );
  for (let i = 0; i < b.length; i++) {
    const bucket = buckets[b[i]] ??= { count: 0, gaps: [] };
    bucket.count += n[i];
    bucket.first = { step: first[i] };
    bucket.last = { step: last[i] };
    bucket.least = { step: sMin[i], y: yMin[i] };
    bucket.greatest = { step: sMax[i], y: yMax[i] };
  }
  return buckets;
}

/** The values of what was chosen, by step. */
async function readValues(
  read: ReadDoubles,
  { relation, y }: SampledRange,
  choices: readonly Choice[],
): Promise<SampledPoint[]> {
  const unknown = choices.filter(({ y }) => y === undefined).map(({ step }) => step);
  const values = new Map<number, number>();
  if (unknown.length > 0) {
    const [steps, found] = await read(
      `SELECT step::DOUBLE, ${y} FROM ${relation} WHERE step IN (${unknown.join(", ")})`,
    );
    for (let i = 0; i < steps.length; i++) values.set(steps[i], found[i]);
  }
  return choices
    .map(({ step, y = values.get(step)! }) => ({ step, y }))
    .sort((a, b) => a.step - b.step);
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

function better<Point extends Choice>(
  a: Point | undefined,
  b: Point | undefined,
  isBetter: (a: Point, b: Point) => boolean,
): Point | undefined {
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
function choicesOf(bucket: Bucket): Choice[] {
  const choices = new Map<number, Choice>();
  const all = [...KINDS.map((kind) => bucket[kind]), ...bucket.gaps];
  for (const choice of all) {
    if (choice === undefined) continue;
    // The first may be the least, whose value is known.
    if (choices.get(choice.step)?.y === undefined) choices.set(choice.step, choice);
  }
  return [...choices.values()];
}
