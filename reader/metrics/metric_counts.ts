import type { DuckDBConnection } from "@duckdb/node-api";
import { aggregateCells, type CellCounts, readCells } from "./cell_counts.ts";
import { metricColumns, type StoredMetric } from "./metric_columns.ts";
import type { MetricInfo } from "./metric_info.ts";

/** So many metrics are asked for at once. */
const AT_ONCE = 500;
/** Up to so many cells are read rather than aggregated: DuckDB plans longer than that takes. */
const READ_CELLS = 2_000_000;

/**
 * Metrics with their counts and values. Rows never change: what was counted
 * once is kept, and the next time only later steps are read.
 */
export class MetricCounts {
  #infos = new Map<string, MetricInfo>();
  /** All rows up to this step are counted. */
  #lastStep = -1;

  /** Counts what is new. */
  async update(connection: DuckDBConnection, relation: string): Promise<MetricInfo[]> {
    const columns = await metricColumns(connection, relation);
    const query = `SELECT max(step), count(*) FILTER (step > ${this.#lastStep}) FROM ${relation}`;
    const [[last, fresh]] = (await connection.runAndReadAll(query)).getRows();
    const lastStep = last === null ? -1 : Number(last);
    let rowCount = Number(fresh);
    // Another board, or one made again from less.
    if (lastStep < this.#lastStep) {
      this.#forget();
      rowCount = Infinity;
    }
    if (lastStep > this.#lastStep) {
      const count = rowCount * columns.length <= READ_CELLS ? readCells : aggregateCells;
      const rows = { after: this.#lastStep, last: lastStep };
      try {
        for (let from = 0; from < columns.length; from += AT_ONCE) {
          const some = columns.slice(from, from + AT_ONCE);
          const counts = await count(connection, relation, some, rows);
          for (const [index, column] of some.entries()) this.#add(column, counts[index]);
        }
        this.#lastStep = lastStep;
      } catch (error) {
        this.#forget();
        throw error;
      }
    }
    return columns.map((column) => ({ ...this.#infos.get(column.name) ?? noneOf(column) }));
  }

  #forget(): void {
    this.#infos = new Map();
    this.#lastStep = -1;
  }

  #add(column: StoredMetric, { count, lastStep, lastValue, min, max }: CellCounts): void {
    const info = this.#infos.get(column.name) ?? noneOf(column);
    this.#infos.set(column.name, info);
    if (count === 0) return;
    info.count += count;
    info.lastStep = lastStep;
    info.lastValue = lastValue;
    info.min = lesser(info.min, min);
    info.max = greater(info.max, max);
  }
}

function noneOf({ name, type }: StoredMetric): MetricInfo {
  return { name, type, count: 0, lastStep: null, lastValue: null, min: null, max: null };
}

function lesser(a: number | null, b: number | null): number | null {
  return a === null || b === null ? a ?? b : Math.min(a, b);
}

function greater(a: number | null, b: number | null): number | null {
  return a === null || b === null ? a ?? b : Math.max(a, b);
}
