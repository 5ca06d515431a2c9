/**
 * Aggregates a metric of many runs inside of DuckDB, over all their rows.
 *
 * At each x a run counts once. Its rows at one x, which are several where a global step has several
 * log calls, or where x is cut into buckets, are first averaged without those that are NaN. A run
 * with no row at an x, or with NaN alone, is not in the n of that x, nor in center and band. What
 * `maxPoints` leaves out is left out afterwards.
 *
 * A group is read in slices of x, so that a run of many millions of rows needs no more memory than
 * one of a million.
 *
 * @module
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";
import { doubleSql } from "../query/double_sql.ts";
import { readDoubles } from "../query/read_doubles.ts";
import { aggregatesSql } from "./aggregates_sql.ts";
import { groupedX, isShared } from "./grouped_axis.ts";
import type { GroupedOptions, ScalarsGroup } from "./grouped_scalars.ts";
import { type Curves, joinCurves, thinCurves } from "./thin_curves.ts";

/** A run whose rows are aggregated. */
export interface GroupedBoard {
  /** Its table of metrics, as SQL that can follow FROM. */
  relation: string;
  /** When it was made, in milliseconds since 1970 UTC. */
  createdMs: number;
}

/** About so many x of a group are held at once. */
const SLICE = 1_000_000;
const DEFAULT_BUCKETS = 500;
const NONE = new Float64Array();

/** The curves of each group, and the width of its buckets. */
export interface ReadGroups {
  groups: (Curves & Pick<ScalarsGroup, "xCount">)[];
  bucketWidth?: number;
}

/** A range of x, its ends included. */
interface Extent {
  low: number;
  high: number;
}

/** Reads the groups. Each board of a group has the metric as a number, and that of the axis. */
export async function readGrouped(
  connection: DuckDBConnection,
  groups: readonly (readonly GroupedBoard[])[],
  name: string,
  options: GroupedOptions,
): Promise<ReadGroups> {
  const { x = "step", center = "mean", band = "std" } = options;
  const read = async (sql: string) => await readDoubles(await connection.run(sql));
  const value = `${quoteName(name)}::DOUBLE`;
  const attempt = (isGuarded: boolean) => {
    const aggregates = aggregatesSql(center, band, isGuarded).join(", ");
    return readAll(read, groups, new GroupQuery(x, value, aggregates), options);
  };
  try {
    return await attempt(false);
  } catch (error) {
    // The deviation of an infinite value, or of one whose square is: few metrics have any.
    if (!(error instanceof Error && /out of range/i.test(error.message))) throw error;
    return await attempt(true);
  }
}

async function readAll(
  read: Read,
  groups: readonly (readonly GroupedBoard[])[],
  query: GroupQuery,
  options: GroupedOptions,
): Promise<ReadGroups> {
  const { x = "step" } = options;
  if (isShared(x)) {
    return {
      groups: await inOrder(groups, async (boards) => {
        const range = await query.widened(read, boards, options);
        return await readSlices(read, query, boards, range, options);
      }),
    };
  }
  const buckets = bucketsOf(await query.extent(read, groups.flat(), options), options);
  return {
    bucketWidth: buckets.width,
    groups: await inOrder(groups, async (boards) => {
      const [index = NONE, ...others] = boards.length === 0
        ? []
        : await read(query.inBuckets(boards, buckets));
      const x = index.map((at) => buckets.low + (at + 0.5) * buckets.width);
      return thinned([toCurves([x, ...others])], options);
    }),
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** Runs a query of which all columns are DOUBLE; NULL is NaN. */
type Read = (sql: string) => Promise<Float64Array[]>;

/** Writes the queries of one metric over one axis. */
class GroupQuery {
  readonly #x: NonNullable<GroupedOptions["x"]>;
  readonly #value: string;
  readonly #aggregates: string;

  constructor(x: NonNullable<GroupedOptions["x"]>, value: string, aggregates: string) {
    this.#x = x;
    this.#value = value;
    this.#aggregates = aggregates;
  }

  /** The range of x of all rows that have the metric; low is above high where there are none. */
  async extent(
    read: Read,
    boards: readonly GroupedBoard[],
    { from = -Infinity, to = Infinity }: { from?: number; to?: number },
  ): Promise<Extent> {
    if (boards.length === 0) return { low: Infinity, high: -Infinity };
    // Without a range the values are not looked at: it may be wider than that of the metric.
    const isAll = isShared(this.#x) && from === -Infinity && to === Infinity;
    const rows = this.#union(boards, "x", this.#bounds(from, to), "", isAll);
    const [[low = NaN] = [], [high = NaN] = []] = await read(
      `SELECT min(x)::DOUBLE, max(x)::DOUBLE FROM ${rows}`,
    );
    return Number.isNaN(low) ? { low: Infinity, high: -Infinity } : { low, high };
  }

  /** The range that was asked for, as far as there are rows, with the nearest x beside it. */
  async widened(
    read: Read,
    boards: readonly GroupedBoard[],
    { from = -Infinity, to = Infinity, outside = false }: GroupedOptions,
  ): Promise<Extent> {
    const within = await this.extent(read, boards, { from, to });
    if (!outside) return within;
    const before = Number.isFinite(from)
      ? await this.extent(read, boards, { to: Math.ceil(from) - 1 })
      : within;
    const after = Number.isFinite(to)
      ? await this.extent(read, boards, { from: Math.floor(to) + 1 })
      : within;
    return {
      low: Number.isFinite(before.high) ? Math.min(before.high, within.low) : within.low,
      high: Number.isFinite(after.low) ? Math.max(after.low, within.high) : within.high,
    };
  }

  /**
   * How wide a slice of x is that has about {@linkcode SLICE} rows: a step that counts tokens leaves
   * out most numbers.
   */
  async sliceWidth(
    read: Read,
    boards: readonly GroupedBoard[],
    { low, high }: Extent,
  ): Promise<number> {
    if (high - low < SLICE) return SLICE;
    const rows = this.#union(boards, "1", this.#bounds(low, high));
    const [[count = 0] = []] = await read(`SELECT count(*)::DOUBLE FROM ${rows}`);
    return Math.max(SLICE, Math.ceil((high - low) / Math.ceil(count / SLICE)));
  }

  /** x, center, low, high and n, at each x of a range. */
  atEachX(boards: readonly GroupedBoard[], { low, high }: Extent): string {
    // Of one run no two rows have one step: there is nothing to average.
    const perRun = this.#x === "step" ? "" : "GROUP BY 1";
    const value = this.#x === "step" ? this.#finiteOrNull : `avg(${this.#finiteOrNull})`;
    const rows = this.#union(boards, `x, ${value} AS v`, this.#bounds(low, high), perRun);
    return `SELECT x::DOUBLE, ${this.#aggregates}, count(v)::DOUBLE
      FROM ${rows} GROUP BY x ORDER BY x`;
  }

  /** The same by the number of the bucket. */
  inBuckets(boards: readonly GroupedBoard[], { low, high, width, count }: Buckets): string {
    // Halves: the difference of two finite numbers can be infinite.
    const place = `(x / 2 - ${doubleSql(low / 2)}) / ${doubleSql(width / 2)}`;
    const bucket = count === 1 ? "0" : `least(${count - 1}, floor(${place}))`;
    const rows = this.#union(
      boards,
      `${bucket} AS b, avg(${this.#finiteOrNull}) AS v`,
      this.#bounds(low, high),
      "GROUP BY 1",
    );
    return `SELECT b::DOUBLE, ${this.#aggregates}, count(v)::DOUBLE
      FROM ${rows} GROUP BY b ORDER BY b`;
  }

  /** For DuckDB, NaN is equal to NaN. */
  get #finiteOrNull(): string {
    return "nullif(y, 'nan'::DOUBLE)";
  }

  /** The rows within a range, in SQL. */
  #bounds(from: number, to: number): (x: string) => string {
    // A whole number keeps DuckDB from reading what the extremes of its files rule out.
    const isWhole = isShared(this.#x);
    const low = isWhole ? String(BigInt(Math.ceil(finite(from)))) : doubleSql(from);
    const high = isWhole ? String(BigInt(Math.floor(finite(to)))) : doubleSql(to);
    return (x) => {
      if (from === Infinity || to === -Infinity) return "false";
      const least = Number.isFinite(from) ? `${x} >= ${low}` : "true";
      return Number.isFinite(to) ? `${least} AND ${x} <= ${high}` : least;
    };
  }

  #union(
    boards: readonly GroupedBoard[],
    columns: string,
    condition: (x: string) => string,
    perRun = "",
    isEachRow = false,
  ): string {
    const selects = boards.map(({ relation, createdMs }) => {
      const { x, where } = groupedX(this.#x, createdMs);
      const rows = `(SELECT ${x} AS x, ${this.#value} AS y FROM ${relation}
        WHERE ${isEachRow ? "" : `${this.#value} IS NOT NULL AND`} ${where} AND ${condition(x)})`;
      return `SELECT ${columns} FROM ${rows} ${perRun}`;
    });
    return `(${selects.join(" UNION ALL ")})`;
  }
}

interface Buckets extends Extent {
  width: number;
  count: number;
}

/** Buckets of one width, from the least x to the greatest, or over the range that was asked for. */
function bucketsOf(
  found: Extent,
  { from = -Infinity, to = Infinity, outside, buckets = DEFAULT_BUCKETS }: GroupedOptions,
): Buckets {
  const low = Number.isFinite(from) ? from : Math.min(found.low, found.high);
  const high = Number.isFinite(to) ? to : Math.max(found.low, found.high);
  const hasSpan = Number.isFinite(low) && Number.isFinite(high) && low < high;
  if (!hasSpan) return { low: Number.isFinite(low) ? low : 0, high, width: 0, count: 1 };
  const width = high / buckets - low / buckets;
  if (width / 2 === 0) return { low, high, width: 0, count: 1 };
  if (!outside) return { low, high, width, count: buckets };
  return { low: low - width, high: high + width, width, count: buckets + 2 };
}

/** Reads a group in slices of x, each thinned before the next. */
async function readSlices(
  read: Read,
  query: GroupQuery,
  boards: readonly GroupedBoard[],
  { low, high }: Extent,
  options: GroupedOptions,
): Promise<Curves & { xCount: number }> {
  const parts: Curves[] = [];
  let xCount = 0;
  const width = await query.sliceWidth(read, boards, { low, high });
  for (let from = low; from <= high; from += width) {
    const to = Math.min(high, from + width - 1);
    const part = toCurves(await read(query.atEachX(boards, { low: from, high: to })));
    xCount += part.x.length;
    parts.push(options.maxPoints === undefined ? part : thinCurves(part, options.maxPoints));
  }
  return { ...thinned(parts, options), xCount };
}

function thinned(parts: readonly Curves[], { maxPoints }: GroupedOptions) {
  const all = joinCurves(parts);
  const curves = maxPoints === undefined ? all : thinCurves(all, maxPoints);
  return { ...curves, xCount: all.x.length };
}

function toCurves([x = NONE, center = NONE, low = NONE, high = NONE, n = NONE]: Float64Array[]) {
  return { x, center, low, high, n };
}

/** One after another: all share one connection. */
async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
