/**
 * Aggregates a metric of many runs inside of DuckDB, over all their rows.
 *
 * At each x a run counts once. Its rows at one x, which are several where a global step has several
 * log calls, or where x is cut into buckets, are first averaged without those that are NaN. A run
 * with no row at an x, or with NaN alone, is not in the n of that x, nor in center and band. What
 * `maxPoints` leaves out is left out afterwards.
 *
 * A group is read in slices of x, so that runs of many millions of rows fit into memory.
 *
 * @module
 */
import { alignedCurves, alignmentProblem } from "./aligned_sql.ts";
import type { ConnectionPool } from "./connection_pool.ts";
import { cutBuckets } from "./cut_buckets.ts";
import type { Extent } from "./cut_slices.ts";
import { type GroupedBoard, GroupQuery, inShares, rangeOf } from "./group_query.ts";
import { isShared } from "./grouped_axis.ts";
import { inOrderOfX } from "./in_order_of_x.ts";
import type { GroupedOptions, ScalarsGroup } from "./grouped_scalars.ts";
import { type Curves, joinCurves, sliceCurves, thinCurves } from "./thin_curves.ts";

/** What a row takes while it is held, and as much again for all else that DuckDB does meanwhile. */
const BYTES_PER_ROW = 32;
/** Half a gigabyte, also where DuckDB may take more. */
const MAX_ROWS = 32_000_000;
/** So much beside a range is read with it, of its width: most often the nearest x are there. */
const MARGIN = 1 / 16;
/** Where the range has no end on one side. */
const OPEN_MARGIN = 1000;
/** So many means of runs in buckets are held in memory, to have computed them side by side. */
const MAX_RUN_MEANS = 1_000_000;
const NONE = new Float64Array();
const NO_CURVES: Curves = { x: NONE, center: NONE, low: NONE, high: NONE, n: NONE };

/** The curves of each group, and the width of its buckets. */
export interface ReadGroups {
  groups: (Curves & Pick<ScalarsGroup, "xCount">)[];
  bucketWidth?: number;
}

/** Reads the groups. Each board of a group has the metric as a number, and that of the axis. */
export async function readGrouped(
  pool: ConnectionPool,
  groups: readonly (readonly GroupedBoard[])[],
  name: string,
  options: GroupedOptions,
): Promise<ReadGroups> {
  const maxRows = await maxRowsAtOnce(pool);
  const attempt = (isUsual: boolean) =>
    readAll(pool, groups, new GroupQuery(name, options, { maxRows, isUsual }), options);
  try {
    return await attempt(true);
  } catch (error) {
    // The deviation of an infinite value, or of one whose square is, or a step of billions.
    if (!(error instanceof Error && /out of range/i.test(error.message))) throw error;
    return await attempt(false);
  }
}

async function readAll(
  pool: ConnectionPool,
  groups: readonly (readonly GroupedBoard[])[],
  query: GroupQuery,
  options: GroupedOptions,
): Promise<ReadGroups> {
  const { x = "step" } = options;
  if (isShared(x)) {
    const rowCounts = await query.rowCounts(pool, groups.flat());
    const contexts = groups.map((boards): GroupContext => {
      const counts = boards.map((board) => rowCounts.get(board) ?? 0);
      const rowCount = counts.reduce((sum, count) => sum + count, 0);
      const mayBeAligned = new Set(counts).size === 1;
      return { pool, query, boards, areFew: query.areFew(rowCount), mayBeAligned };
    });
    // One with many rows is read in parts side by side: the next one meanwhile, and no more.
    const atOnce = contexts.every(({ areFew }) => areFew) ? undefined : 2;
    const read = (context: GroupContext) => readAtEachX(context, options);
    return { groups: await pool.forEach(contexts, read, atOnce) };
  }
  const buckets = cutBuckets(rangeOf(await query.extents(pool, groups.flat(), options)), options);
  return {
    bucketWidth: buckets.width,
    groups: await pool.forEach(groups, async (boards) => {
      if (boards.length === 0) return { ...NO_CURVES, xCount: 0 };
      const isSplit = groups.length < pool.size && boards.length * buckets.count <= MAX_RUN_MEANS;
      const shares = inShares(boards, isSplit ? pool.size : 1)
        .map((share) => query.runsInBuckets(share, buckets));
      const [index = NONE, ...others] = inOrderOfX(
        await pool.withAll(shares, (runs) => pool.readParts(query.inBuckets(runs))),
      );
      const x = index.map((at) => buckets.low + (at + 0.5) * buckets.width);
      return thinned([toCurves([x, ...others])], options);
    }),
  };
}

/** A group that is read at each x. */
interface GroupContext {
  pool: ConnectionPool;
  query: GroupQuery;
  boards: readonly GroupedBoard[];
  /** Whether all of its rows fit into memory. */
  areFew: boolean;
  /** Whether all runs have as many rows, and so perhaps the same x. */
  mayBeAligned: boolean;
}

/** How many rows DuckDB's memory has room for. */
async function maxRowsAtOnce(pool: ConnectionPool): Promise<number> {
  const [[bytes] = []] = await pool.read(
    "SELECT parse_formatted_bytes(current_setting('memory_limit'))::DOUBLE",
  );
  return Math.min(MAX_ROWS, (bytes ?? 0) / BYTES_PER_ROW);
}

/**
 * Reads a group at each x of the range that was asked for, with the nearest x beside it, in slices
 * that are thinned before the next.
 */
async function readAtEachX(
  context: GroupContext,
  options: GroupedOptions,
): Promise<Curves & { xCount: number }> {
  const { pool, query, boards, areFew } = context;
  const { from = -Infinity, to = Infinity, outside = false, maxPoints } = options;
  if (boards.length === 0) return { ...NO_CURVES, xCount: 0 };
  // Of several slices each is thinned, which would leave out the nearest x.
  const margin = outside && areFew ? marginOf(to - from) : 0;
  const range = { low: from - margin, high: to + margin };
  const slices = areFew ? [[range]] : await query.slices(pool, boards, range);
  const parts: Curves[] = [];
  let xCount = 0;
  for (const slice of slices) {
    const whole = joinCurves(await pool.forEach(slice, (part) => readPart(context, part)));
    const part = margin > 0 ? withNearest(whole, from, to) : whole;
    xCount += part.x.length;
    parts.push(maxPoints === undefined ? part : thinCurves(part, maxPoints));
  }
  if (!outside) return { ...thinned(parts, options), xCount };
  const { before, after } = await readBeside(context, { parts, range, from, to });
  const all = [before, ...parts, after];
  xCount += before.x.length + after.x.length;
  // A point beside the range alone draws no line in it.
  const isAlone = xCount === 1 && all.every(({ x }) => x.every((x) => x < from || x > to));
  return isAlone ? { ...NO_CURVES, xCount: 0 } : { ...thinned(all, options), xCount };
}

async function readPart(context: GroupContext, part: Extent): Promise<Curves> {
  const { pool, query, boards, mayBeAligned } = context;
  const curves = mayBeAligned ? await readAligned(context, part) : undefined;
  // Sorted here, where DuckDB would take a quarter of the query's time.
  return curves ?? toCurves(inOrderOfX(await pool.readParts(query.atEachX(boards, part))));
}

/** `undefined` where rows beside each other do not belong together. */
async function readAligned(
  { pool, query, boards }: GroupContext,
  part: Extent,
): Promise<Curves | undefined> {
  // To leave out rows without a value takes a third as long again: most often there are none.
  for (const isEachRow of [true, false]) {
    const aligned = query.aligned(boards, part, isEachRow);
    if (aligned === undefined) return undefined;
    try {
      const curves = alignedCurves(await pool.readParts(aligned), boards.length, query.band);
      // Otherwise a run has several rows at one x, to be averaged.
      return isRising(curves.x) ? curves : undefined;
    } catch (error) {
      const problem = alignmentProblem(error);
      if (problem === undefined) throw error;
      if (problem === "rows") return undefined;
    }
  }
}

function isRising(x: Float64Array): boolean {
  for (let row = 1; row < x.length; row++) if (!(x[row]! > x[row - 1]!)) return false;
  return true;
}

function marginOf(width: number): number {
  return Number.isFinite(width) ? 1 + width * MARGIN : OPEN_MARGIN;
}

/** The points of a range, and one on each side of it. */
function withNearest(curves: Curves, from: number, to: number): Curves {
  const { x } = curves;
  let first = 0;
  while (first + 1 < x.length && x[first + 1]! < from) first++;
  let last = x.length - 1;
  while (last > first && x[last - 1]! > to) last--;
  return sliceCurves(curves, first, last + 1);
}

/** The nearest x on each side where what was read has none: one query finds it, another reads it. */
async function readBeside(
  context: GroupContext,
  { parts, range, from, to }: { parts: readonly Curves[]; range: Extent; from: number; to: number },
): Promise<{ before: Curves; after: Curves }> {
  const { pool, query, boards } = context;
  const has = (isBeside: (x: number) => boolean) =>
    parts.some(({ x }) => isBeside(x[0] ?? NaN) || isBeside(x.at(-1) ?? NaN));
  const at = async (x: number) =>
    Number.isFinite(x) ? await readPart(context, { low: x, high: x }) : NO_CURVES;
  const [isBefore, isAfter] = [has((x) => x < from), has((x) => x > to)];
  const below = { to: Math.ceil(range.low) - 1 };
  const above = { from: Math.floor(range.high) + 1 };
  return {
    before: isBefore || !Number.isFinite(from)
      ? NO_CURVES
      : await at(rangeOf(await query.extents(pool, boards, below)).high),
    after: isAfter || !Number.isFinite(to)
      ? NO_CURVES
      : await at(rangeOf(await query.extents(pool, boards, above)).low),
  };
}

function thinned(parts: readonly Curves[], { maxPoints }: GroupedOptions) {
  const all = joinCurves(parts);
  const curves = maxPoints === undefined ? all : thinCurves(all, maxPoints);
  return { ...curves, xCount: all.x.length };
}

function toCurves([x = NONE, center = NONE, low = NONE, high = NONE, n = NONE]: Float64Array[]) {
  return { x, center, low, high, n };
}
