/**
 * Samples a metric inside of DuckDB, by the rule of `thin_points.ts`.
 *
 * Millions of rows would take longer to hand over to JavaScript than DuckDB
 * needs to aggregate them. So DuckDB picks the points that each of the narrow
 * buckets keeps (step 3 of the rule), and `thinPoints()` goes on from there: it
 * gets these points for the whole series, which gives the same result. It joins
 * buckets (step 4), so nothing is read twice.
 *
 * The rows are read in three steps:
 *
 * 1. The values that are not finite, in a scan of their own where a cheap probe
 *    has found any: for each bucket and kind, the first and the last step.
 * 2. The finite values: for each bucket the steps of its first, last, least and
 *    greatest one, and the mean of all. Only steps, as a value carried along
 *    slows down the scan.
 * 3. x and y of all these steps, a few thousand rows, are looked up.
 *
 * Two things differ from the pure function. Of equal extremes of a bucket, and
 * of its first or last points with equal x, DuckDB's threads pick any. And a
 * step axis has buckets of a whole width, for which DuckDB divides integers.
 *
 * @module
 */
import type { BucketMeans } from "./bucket_means.ts";
import { doubleSql } from "../query/double_sql.ts";
import { type Buckets, narrowBuckets, thinPoints } from "./thin_points.ts";

/** The values of a metric that are sampled. */
export interface SampledRange {
  /** The table, as SQL that can follow FROM. */
  relation: string;
  /** The value, a DOUBLE, in SQL. */
  y: string;
  /** The x, in SQL: an integer that rises with the step, or any DOUBLE where `isReal`. */
  x: string;
  /** Whether x is any finite number, in any order. Default: `false`. */
  isReal?: boolean;
  /** The least x. */
  low: number;
  /** The greatest x. */
  high: number;
  /** Which rows are in the range, in SQL. Default: all. */
  where?: string;
}

/** A sampled range, in the order of x and then of step. */
export interface Sample {
  /** The x of each point. */
  x: Float64Array;
  /** The value of each point. */
  y: Float64Array;
  /** The step of each point. */
  steps: Float64Array;
  /** How many values the range has. */
  rowCount: number;
  /** The last step of these values; -1 where there are none. */
  lastStep: number;
  /** The width of the buckets, in the unit of x. */
  width: number;
  /** The mean of each bucket that sampling begins with. */
  means: BucketMeans;
}

/** Runs a query of which all columns are DOUBLE, and gives its columns; NULL is NaN. */
export type ReadDoubles = (sql: string) => Promise<Float64Array[]>;

/** The largest finite number. NaN is above all numbers for DuckDB. */
const MAX_FINITE = "1.7976931348623157e308";
/** Of numbers multiplied by this, as many as a board can have a finite sum. It is a power of two. */
const MEAN_PART = 2 ** -40;
const NONE = new Float64Array();

/**
 * Samples a range.
 *
 * @param maxPoints How many points to give at most.
 */
export async function sampleRange(
  read: ReadDoubles,
  range: SampledRange,
  maxPoints: number,
): Promise<Sample> {
  const { low, high, isReal } = range;
  const buckets = isReal ? narrowBuckets(low, high, maxPoints) : wholeBuckets(low, high, maxPoints);
  const { candidates, rowCount, lastStep, means } = await findCandidates(read, range, buckets);
  const { x, steps, y } = await lookUp(read, range, candidates);
  const { indices, width } = thinPoints(x, y, maxPoints, buckets);
  const pick = (all: Float64Array) => Float64Array.from(indices, (index) => all[index]!);
  return { x: pick(x), y: pick(y), steps: pick(steps), rowCount, lastStep, width, means };
}

/** The buckets that sampling begins with, where x are whole numbers: all have as many of them. */
function wholeBuckets(low: number, high: number, maxPoints: number): Buckets {
  const span = high - low + 1;
  const width = Math.max(1, Math.ceil(span / Math.min(Math.ceil(maxPoints / 2), span)));
  return { low, width, count: Math.ceil(span / width) };
}

/** Finds the steps of the points that each bucket keeps, and counts the values. */
async function findCandidates(
  read: ReadDoubles,
  { relation, x, y, isReal, where }: SampledRange,
  buckets: Buckets,
): Promise<Pick<Sample, "rowCount" | "lastStep" | "means"> & { candidates: Set<number> }> {
  const source = (which: string) =>
    `(SELECT step AS s, ${x} AS x, ${bucketSql(x, buckets, isReal)} AS b, ${y} AS v
      FROM ${relation} WHERE ${which} ${where === undefined ? "" : `AND ${where}`})`;
  // Steps rise with an integer x, and their extremes cost less.
  const [first, last] = isReal ? ["arg_min(s, x)", "arg_max(s, x)"] : ["min(s)", "max(s)"];
  // Files have the extremes of many rows at once: for most metrics this probe reads no row.
  const [gap = NONE] = await read(
    `SELECT 1::DOUBLE FROM ${source(`(${y} > ${MAX_FINITE} OR ${y} < -${MAX_FINITE})`)} LIMIT 1`,
  );
  const hasGaps = gap.length > 0;
  const [gapCounts = NONE, gapLast = NONE, ...gapSteps] = hasGaps
    ? await read(
      `SELECT count(*)::DOUBLE, max(s)::DOUBLE, ${first}::DOUBLE, ${last}::DOUBLE
       FROM ${source(`NOT isfinite(${y})`)} GROUP BY b, v`,
    )
    : [];
  const finite = hasGaps ? `isfinite(${y})` : `${y} IS NOT NULL`;
  const [
    counts = NONE,
    lastSteps = NONE,
    centers = NONE,
    means = NONE,
    ...steps
  ] = await read(
    `SELECT count(*)::DOUBLE, max(s)::DOUBLE,
       min(x)::DOUBLE / 2 + max(x)::DOUBLE / 2, avg(v),
       ${first}::DOUBLE, ${last}::DOUBLE, arg_min(s, v)::DOUBLE, arg_max(s, v)::DOUBLE
     FROM ${source(finite)} GROUP BY b ORDER BY 3`,
  );
  return {
    candidates: new Set([...gapSteps, ...steps].flatMap((column) => [...column])),
    rowCount: [...gapCounts, ...counts].reduce((sum, count) => sum + count, 0),
    lastStep: [...gapLast, ...lastSteps].reduce((last, step) => Math.max(last, step), -1),
    means: {
      x: centers,
      y: means.every(Number.isFinite) ? means : await meansOfParts(read, source(finite)),
      counts,
    },
  };
}

/** The means again: the sum of very great numbers is infinite, that of their parts is not. */
async function meansOfParts(read: ReadDoubles, source: string): Promise<Float64Array> {
  const [means = NONE] = await read(
    `SELECT avg(v * ${MEAN_PART}), min(x)::DOUBLE / 2 + max(x)::DOUBLE / 2
     FROM ${source} GROUP BY b ORDER BY 2`,
  );
  return means.map((mean) => bounded(mean / MEAN_PART));
}

function bounded(value: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
}

/** The number of an x's bucket, as `thinPoints()` computes it. */
function bucketSql(x: string, { low, width, count }: Buckets, isReal = false): string {
  if (!isReal) return `(${low === 0 ? x : `${x} - ${low}`}) // ${width}`;
  if (count === 1) return "0";
  return `least(${count - 1}, floor((${x} / 2 - ${doubleSql(low / 2)}) / ${doubleSql(width / 2)}))`;
}

/** The points of some steps, in the order of x and then of step. */
async function lookUp(
  read: ReadDoubles,
  { relation, x, y }: SampledRange,
  steps: ReadonlySet<number>,
): Promise<{ x: Float64Array; steps: Float64Array; y: Float64Array }> {
  if (steps.size === 0) return { x: NONE, steps: NONE, y: NONE };
  // To parse thousands of numbers as SQL takes longer than to find their rows.
  const list = `unnest(string_split('${[...steps].join(",")}', ',')::BIGINT[])`;
  const [xs = NONE, found = NONE, ys = NONE] = await read(
    `SELECT (${x})::DOUBLE, step::DOUBLE, ${y} FROM ${relation}
     WHERE step IN (SELECT ${list}) ORDER BY 1, 2`,
  );
  return { x: xs, steps: found, y: ys };
}
