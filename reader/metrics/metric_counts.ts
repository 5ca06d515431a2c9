import type { DuckDBConnection } from "@duckdb/node-api";
import { aggregateCells } from "./aggregate_cells.ts";
import type { BoardExtent } from "./board_extent.ts";
import type { CellCounts } from "./cell_counts.ts";
import { metricColumns, type StoredMetric } from "./metric_columns.ts";
import type { MetricInfo } from "./metric_info.ts";
import { readCells } from "./read_cells.ts";

/** So many metrics are counted per query. */
const METRICS_PER_QUERY = 500;
/** Up to so many cells are read rather than aggregated: to plan aggregates takes longer. */
const MAX_CELLS_TO_READ = 2_000_000;
/** And up to so many rows, however many columns they have: each costs 3 ms of planning. */
const MAX_ROWS_TO_READ = 10_000;

/** Some of the rows, and how many of them are new. */
interface Part {
  relation: string;
  columns: readonly StoredMetric[];
  lastStep: number;
  rowCount: number;
}

/**
 * The metrics of a board with their counts and values. Rows never change, so
 * what was counted is kept, and only later steps are read the next time.
 *
 * To count more makes another one. Where the files change meanwhile, the work is
 * done again, and must not start from what the first attempt has seen: while
 * parts are merged, that may be some rows twice.
 */
export class MetricCounts {
  #infos = new Map<string, MetricInfo>();
  #columns: readonly StoredMetric[] = [];
  /** All rows up to this step are counted. */
  #lastStep = -1;

  /** All metrics, in the order of their first use. */
  get infos(): MetricInfo[] {
    return this.#columns.map((column) => ({ ...this.#infos.get(column.name) ?? noValues(column) }));
  }

  /**
   * These counts with the rows that are new.
   *
   * @param parts The relations of the table `metrics`, in the order of their steps.
   * @param extent How far the rows go, where that is known.
   */
  async updated(
    connection: DuckDBConnection,
    parts: readonly string[],
    extent?: BoardExtent,
  ): Promise<MetricCounts> {
    const counts = new MetricCounts();
    counts.#infos = new Map([...this.#infos].map(([name, info]) => [name, { ...info }]));
    counts.#lastStep = this.#lastStep;
    await counts.#count(connection, parts, extent);
    return counts;
  }

  async #count(
    connection: DuckDBConnection,
    relations: readonly string[],
    extent?: BoardExtent,
  ): Promise<void> {
    const columns = new Map<string, StoredMetric>();
    const parts: Part[] = [];
    const isExtentKnown = extent !== undefined && this.#lastStep === -1 && relations.length === 1;
    for (const relation of relations) {
      const own = await metricColumns(connection, relation);
      for (const column of own) if (!columns.has(column.name)) columns.set(column.name, column);
      const rows = isExtentKnown
        ? { lastStep: extent.lastStep ?? -1, rowCount: extent.rowCount }
        : await this.#newRows(connection, relation);
      parts.push({ relation, columns: own, ...rows });
    }
    this.#columns = [...columns.values()];
    const lastStep = Math.max(-1, ...parts.map((part) => part.lastStep));
    // This is another board, or one that was made again: not only its new rows are to be counted.
    const isOther = lastStep < this.#lastStep;
    if (isOther) this.#forget();
    for (const part of parts) {
      if (part.lastStep > this.#lastStep) await this.#countPart(connection, part, isOther);
    }
    this.#lastStep = lastStep;
  }

  /** @param isOther Whether it has more rows than `rowCount` says. */
  async #countPart(
    connection: DuckDBConnection,
    { relation, columns, lastStep, rowCount: added }: Part,
    isOther: boolean,
  ): Promise<void> {
    const rowCount = isOther ? Infinity : added;
    const isSmall = rowCount * columns.length <= MAX_CELLS_TO_READ || rowCount <= MAX_ROWS_TO_READ;
    const countCells = isSmall ? readCells : aggregateCells;
    const rows = { after: this.#lastStep, last: lastStep };
    for (let from = 0; from < columns.length; from += METRICS_PER_QUERY) {
      const some = columns.slice(from, from + METRICS_PER_QUERY);
      const counts = await countCells(connection, relation, some, rows);
      for (const [index, column] of some.entries()) this.#add(column, counts[index]!);
    }
  }

  async #newRows(
    connection: DuckDBConnection,
    relation: string,
  ): Promise<{ lastStep: number; rowCount: number }> {
    const query = `SELECT max(step), count(*) FILTER (step > ${this.#lastStep}) FROM ${relation}`;
    const [[last = null, added] = []] = (await connection.runAndReadAll(query)).getRows();
    return { lastStep: last === null ? -1 : Number(last), rowCount: Number(added) };
  }

  #forget(): void {
    this.#infos = new Map();
    this.#lastStep = -1;
  }

  #add(column: StoredMetric, { count, lastStep, lastValue, min, max }: CellCounts): void {
    const info = this.#infos.get(column.name) ?? noValues(column);
    this.#infos.set(column.name, info);
    if (count === 0) return;
    info.count += count;
    info.lastStep = lastStep;
    info.lastValue = lastValue;
    info.min = either(info.min, min, Math.min);
    info.max = either(info.max, max, Math.max);
  }
}

function noValues({ name, type }: StoredMetric): MetricInfo {
  return { name, type, count: 0, lastStep: null, lastValue: null, min: null, max: null };
}

function either(
  a: number | null,
  b: number | null,
  choose: (a: number, b: number) => number,
): number | null {
  return a === null || b === null ? a ?? b : choose(a, b);
}
