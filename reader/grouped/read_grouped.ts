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
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";
import { doubleSql } from "../query/double_sql.ts";
import { readDoubles } from "../query/read_doubles.ts";
import { aggregatesSql } from "./aggregates_sql.ts";
import { cutSlices, type Extent, type RunExtent } from "./cut_slices.ts";
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

/** What a row takes while it is held, and as much again for all else that DuckDB does meanwhile. */
const BYTES_PER_ROW = 32;
/** Half a gigabyte, also where DuckDB may take more. */
const MAX_ROWS = 32_000_000;
const DEFAULT_BUCKETS = 500;
const NONE = new Float64Array();

/** The curves of each group, and the width of its buckets. */
export interface ReadGroups {
  groups: (Curves & Pick<ScalarsGroup, "xCount">)[];
  bucketWidth?: number;
}

/** Reads the groups. Each board of a group has the metric as a number, and that of the axis. */
export async function readGrouped(
  connection: DuckDBConnection,
  groups: readonly (readonly GroupedBoard[])[],
  name: string,
  options: GroupedOptions,
): Promise<ReadGroups> {
  const maxRows = await maxRowsAtOnce(connection);
  const { x = "step", center = "mean", band = "std" } = options;
  const read = async (sql: string) => await readDoubles(await connection.run(sql));
  const value = `${quoteName(name)}::DOUBLE`;
  const attempt = (isGuarded: boolean) => {
    const aggregates = aggregatesSql(center, band, isGuarded).join(", ");
    return readAll(read, groups, new GroupQuery(x, value, aggregates, maxRows), options);
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
        const slices = await query.slices(read, boards, options);
        return await readSlices(read, query, boards, slices, options);
      }),
    };
  }
  const buckets = bucketsOf(rangeOf(await query.extents(read, groups.flat(), options)), options);
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

/** How many rows DuckDB's memory has room for. */
async function maxRowsAtOnce(connection: DuckDBConnection): Promise<number> {
  const [[bytes] = []] = await readDoubles(
    await connection.run(
      "SELECT parse_formatted_bytes(current_setting('memory_limit'))::DOUBLE",
    ),
  );
  return Math.min(MAX_ROWS, (bytes ?? 0) / BYTES_PER_ROW);
}

/** The range of all runs; low is above high where there are none. */
function rangeOf(runs: readonly RunExtent[]): Extent {
  return {
    low: Math.min(...runs.map(({ low }) => low)),
    high: Math.max(...runs.map(({ high }) => high)),
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
  readonly #maxRows: number;

  constructor(
    x: NonNullable<GroupedOptions["x"]>,
    value: string,
    aggregates: string,
    maxRows: number,
  ) {
    this.#maxRows = maxRows;
    this.#x = x;
    this.#value = value;
    this.#aggregates = aggregates;
  }

  /** The range of x of each run that has rows within a range. */
  async extents(
    read: Read,
    boards: readonly GroupedBoard[],
    { from = -Infinity, to = Infinity }: { from?: number; to?: number },
    isEachRow = false,
  ): Promise<RunExtent[]> {
    if (boards.length === 0) return [];
    const columns = "min(x)::DOUBLE, max(x)::DOUBLE, count(*)::DOUBLE";
    const rows = this.#union(boards, columns, this.#bounds(from, to), "", isEachRow);
    const [lows = NONE, highs = NONE, rowCounts = NONE] = await read(`FROM ${rows}`);
    return [...lows.entries()].flatMap(([i, low]) =>
      Number.isNaN(low) ? [] : [{ low, high: highs[i] ?? low, rowCount: rowCounts[i] ?? 0 }]
    );
  }

  /**
   * The slices of the range that was asked for, as far as there are rows, with the nearest x beside
   * it.
   */
  async slices(
    read: Read,
    boards: readonly GroupedBoard[],
    { from = -Infinity, to = Infinity, outside = false }: GroupedOptions,
  ): Promise<Extent[]> {
    // The values are not looked at: the range may be wider than that of the metric.
    const within = await this.extents(read, boards, { from, to }, true);
    const { low, high } = rangeOf(within);
    if (!outside) return cutSlices({ low, high }, within, this.#maxRows);
    const isCut = { low: Number.isFinite(from), high: Number.isFinite(to) };
    const before = isCut.low ? await this.extents(read, boards, { to: Math.ceil(from) - 1 }) : [];
    const after = isCut.high ? await this.extents(read, boards, { from: Math.floor(to) + 1 }) : [];
    const widened = {
      low: before.length > 0 ? Math.min(rangeOf(before).high, low) : low,
      high: after.length > 0 ? Math.max(rangeOf(after).low, high) : high,
    };
    return cutSlices(widened, within, this.#maxRows);
  }

  /** x, center, low, high and n, at each x of a range. */
  atEachX(boards: readonly GroupedBoard[], { low, high }: Extent): string {
    // Of one run no two rows have one step: there is nothing to average.
    const perRun = this.#x === "step" ? "" : "GROUP BY 1";
    const value = this.#x === "step" ? this.#finiteOrNull : `avg(${this.#finiteOrNull})`;
    const rows = this.#union(boards, `x, ${value} AS v`, this.#bounds(low, high), perRun);
    // Otherwise each run is aggregated on its own, and then all of them together: five times as long.
    return `WITH runs AS MATERIALIZED ${rows}
      SELECT x::DOUBLE, ${this.#aggregates}, count(v)::DOUBLE FROM runs GROUP BY x ORDER BY x`;
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
  slices: readonly Extent[],
  options: GroupedOptions,
): Promise<Curves & { xCount: number }> {
  const parts: Curves[] = [];
  let xCount = 0;
  for (const slice of slices) {
    const part = toCurves(await read(query.atEachX(boards, slice)));
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
