import { quoteName } from "../../backends/duckdb/quote.ts";
import { doubleSql } from "../query/double_sql.ts";
import type { Buckets } from "./cut_buckets.ts";
import type { ConnectionPool } from "./connection_pool.ts";
import { cutParts, cutSlices, type Extent, MAX_X, type RunExtent } from "./cut_slices.ts";
import { groupedX, isShared } from "./grouped_axis.ts";
import { aggregatesSql } from "./aggregates_sql.ts";
import { alignedSql } from "./aligned_sql.ts";
import type { GroupBand, GroupCenter, GroupedOptions } from "./grouped_scalars.ts";

/** A run whose rows are aggregated. */
export interface GroupedBoard {
  /** Its table of metrics, as SQL that can follow FROM. */
  relation: string;
  /** When it was made, in milliseconds since 1970 UTC. */
  createdMs: number;
}

const NONE = new Float64Array();

/** Writes the queries of one metric over one axis. */
export class GroupQuery {
  readonly #x: NonNullable<GroupedOptions["x"]>;
  readonly #value: string;
  readonly #center: GroupCenter;
  /** What the band shows. */
  readonly band: GroupBand;
  readonly #aggregates: string;
  readonly #maxRows: number;
  readonly #isUsual: boolean;

  /**
   * @param name The metric's name.
   * @param isUsual Whether each value is taken to have a deviation, and each shared x to fit into 32
   * bits: keys of half the size are aggregated in four fifths of the time. DuckDB refuses the query
   * where that is not so.
   */
  constructor(
    name: string,
    { x = "step", center = "mean", band = "std" }: GroupedOptions,
    { maxRows, isUsual }: { maxRows: number; isUsual: boolean },
  ) {
    this.#x = x;
    this.#value = `${quoteName(name)}::DOUBLE`;
    this.#center = center;
    this.band = band;
    this.#aggregates = aggregatesSql(center, band, !isUsual).join(", ");
    this.#maxRows = maxRows;
    this.#isUsual = isUsual;
  }

  /** The range of x of each run that has rows within a range. */
  async extents(
    pool: ConnectionPool,
    boards: readonly GroupedBoard[],
    { from = -Infinity, to = Infinity }: { from?: number; to?: number },
    isEachRow = false,
  ): Promise<RunExtent[]> {
    const columns = "min(x)::DOUBLE, max(x)::DOUBLE, count(*)::DOUBLE";
    const shares = await pool.forEach(inShares(boards, pool.size), async (share) => {
      const rows = this.#union(share, columns, this.#bounds(from, to), "", isEachRow);
      const [lows = NONE, highs = NONE, rowCounts = NONE] = await pool.read(`FROM ${rows}`);
      return [...lows.entries()].flatMap(([i, low]) =>
        Number.isNaN(low) ? [] : [{ low, high: highs[i] ?? low, rowCount: rowCounts[i] ?? 0 }]
      );
    });
    return shares.flat();
  }

  /** How many rows each board has. No column is read for this. */
  async rowCounts(
    pool: ConnectionPool,
    boards: readonly GroupedBoard[],
  ): Promise<Map<GroupedBoard, number>> {
    const shares = await pool.forEach(inShares(boards, pool.size), async (share) => {
      const counts = share.map(({ relation }, index) =>
        `SELECT ${index}::DOUBLE, count(*)::DOUBLE FROM ${relation}`
      );
      const [indices = NONE, rowCounts = NONE] = await pool.read(counts.join(" UNION ALL "));
      return [...indices].map((board, row) => [share[board]!, rowCounts[row] ?? 0] as const);
    });
    return new Map(shares.flat());
  }

  /** Whether so many rows fit into memory, and what is computed of them. */
  areFew(rowCount: number): boolean {
    return rowCount <= Math.min(this.#maxRows, MAX_X);
  }

  /** The slices of a range, as far as there are rows, each in parts that are read side by side. */
  async slices(
    pool: ConnectionPool,
    boards: readonly GroupedBoard[],
    { low, high }: Extent,
  ): Promise<Extent[][]> {
    // The values are not looked at: the range may be wider than that of the metric.
    const within = await this.extents(pool, boards, { from: low, to: high }, true);
    return cutSlices(rangeOf(within), within, this.#maxRows)
      .map((slice) => cutParts(slice, within, pool.size));
  }

  /** x, center, low, high and n, at each x of a range, in no order. */
  atEachX(boards: readonly GroupedBoard[], { low, high }: Extent): string {
    // Of one run no two rows have one step: there is nothing to average.
    const perRun = this.#x === "step" ? "" : "GROUP BY 1";
    const value = this.#x === "step" ? this.#finiteOrNull : `avg(${this.#finiteOrNull})`;
    const columns = `x::${this.#isUsual ? "INTEGER" : "BIGINT"} AS x, ${value} AS v`;
    const rows = this.#union(boards, columns, this.#bounds(low, high), perRun);
    // Otherwise each run is aggregated on its own, and then all of them together: five times as long.
    return `WITH runs AS MATERIALIZED ${rows}
      SELECT x::DOUBLE, ${this.#aggregates}, count(v)::DOUBLE FROM runs GROUP BY x`;
  }

  /**
   * As {@linkcode atEachX} of runs whose rows have the same x one after another, in the order of x;
   * `undefined` where it cannot be computed so.
   *
   * @param isEachRow Whether rows without a value are read too, of which DuckDB refuses the query.
   */
  aligned(
    boards: readonly GroupedBoard[],
    { low, high }: Extent,
    isEachRow: boolean,
  ): string | undefined {
    if (!this.#isUsual) return undefined;
    const condition = this.#bounds(low, high);
    const runs = boards.map((board) => this.#rows(board, condition, isEachRow));
    return alignedSql(runs, this.#center, this.band);
  }

  /** Of each run the mean of each bucket: the number `b` of the bucket, and `v`. */
  runsInBuckets(
    boards: readonly GroupedBoard[],
    { low, high, width, count }: Buckets,
  ): string {
    // Halves: the difference of two finite numbers can be infinite.
    const place = `(x / 2 - ${doubleSql(low / 2)}) / ${doubleSql(width / 2)}`;
    const bucket = count === 1 ? "0" : `least(${count - 1}, floor(${place}))`;
    return this.#union(
      boards,
      `${bucket} AS b, avg(${this.#finiteOrNull}) AS v`,
      this.#bounds(low, high),
      "GROUP BY 1",
    );
  }

  /** As {@linkcode atEachX} by the number of the bucket, of what `runsInBuckets()` gives. */
  inBuckets(runs: string): string {
    return `SELECT b::DOUBLE, ${this.#aggregates}, count(v)::DOUBLE FROM ${runs} GROUP BY b`;
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
    const selects = boards.map((board) =>
      `SELECT ${columns} FROM ${this.#rows(board, condition, isEachRow)} ${perRun}`
    );
    return `(${selects.join(" UNION ALL ")})`;
  }

  /** The rows of a run, with `x` and the value `y`. */
  #rows(
    { relation, createdMs }: GroupedBoard,
    condition: (x: string) => string,
    isEachRow = false,
  ): string {
    const { x, where } = groupedX(this.#x, createdMs);
    return `(SELECT ${x} AS x, ${this.#value} AS y FROM ${relation}
      WHERE ${isEachRow ? "" : `${this.#value} IS NOT NULL AND`} ${where} AND ${condition(x)})`;
  }
}

/** Boards in so many shares of about one size, and none that is empty. */
export function inShares(boards: readonly GroupedBoard[], count: number): GroupedBoard[][] {
  const size = Math.ceil(boards.length / count);
  const shares: GroupedBoard[][] = [];
  for (let at = 0; at < boards.length; at += size) shares.push(boards.slice(at, at + size));
  return shares;
}

/** The range of all runs; low is above high where there are none. */
export function rangeOf(runs: readonly RunExtent[]): Extent {
  return {
    low: Math.min(...runs.map(({ low }) => low)),
    high: Math.max(...runs.map(({ high }) => high)),
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
