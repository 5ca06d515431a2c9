import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../backends/duckdb_schema.ts";
import { KEY_COLUMNS } from "../writer/block.ts";
import type { MetricInfo, MetricType } from "./metric_info.ts";
import { toSqlValue } from "./sql_value.ts";

/** A metric's column. */
export interface MetricColumn {
  name: string;
  type: MetricType;
}

/** So many metrics are asked for at once. */
const AT_ONCE = 100;

/** The columns of `metrics` behind the key columns, in the order of first use. */
export async function metricColumns(
  connection: DuckDBConnection,
  relation: string,
): Promise<MetricColumn[]> {
  const rows = (await connection.runAndReadAll(`DESCRIBE FROM ${relation}`)).getRows();
  return rows
    .map(([name, type]) => ({ name: String(name), type: metricType(String(type)) }))
    .filter(({ name }) => !KEY_COLUMNS.some((key) => key.name === name));
}

function metricType(type: string): MetricType {
  if (type === "BOOLEAN") return "boolean";
  return type === "VARCHAR" ? "string" : "double";
}

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
    const [[last]] = await rowsOf(connection, `SELECT max(step) FROM ${relation}`);
    const lastStep = last === null ? -1 : Number(last);
    // Another board, or one made again from less.
    if (lastStep < this.#lastStep) this.#forget();
    if (lastStep > this.#lastStep) {
      try {
        for (let from = 0; from < columns.length; from += AT_ONCE) {
          await this.#count(connection, relation, columns.slice(from, from + AT_ONCE), lastStep);
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

  async #count(
    connection: DuckDBConnection,
    relation: string,
    columns: readonly MetricColumn[],
    lastStep: number,
  ): Promise<void> {
    const select = columns.flatMap(({ name, type }) => {
      const cell = quoteName(name);
      const value = type === "string" ? "NULL::DOUBLE" : `${cell}::DOUBLE`;
      const finite = type === "double" ? `FILTER (isfinite(${cell}))` : "";
      return [
        `count(${cell})`,
        `max(CASE WHEN ${cell} IS NOT NULL THEN step END)`,
        `arg_max(${cell}, CASE WHEN ${cell} IS NOT NULL THEN step END)`,
        `min(${value}) ${finite}`,
        `max(${value}) ${finite}`,
      ];
    });
    const [row] = await rowsOf(
      connection,
      `SELECT ${select.join(", ")} FROM ${relation}
       WHERE step > ${this.#lastStep} AND step <= ${lastStep}`,
    );
    for (const [index, column] of columns.entries()) {
      const [count, last, value, min, max] = row.slice(5 * index, 5 * index + 5).map((cell) =>
        toSqlValue(cell as Parameters<typeof toSqlValue>[0])
      );
      const info = this.#infos.get(column.name) ?? noneOf(column);
      this.#infos.set(column.name, info);
      if (Number(count) === 0) continue;
      info.count += Number(count);
      info.lastStep = Number(last);
      info.lastValue = value as MetricInfo["lastValue"];
      info.min = lesser(info.min, min as number | null);
      info.max = greater(info.max, max as number | null);
    }
  }
}

function noneOf({ name, type }: MetricColumn): MetricInfo {
  return { name, type, count: 0, lastStep: null, lastValue: null, min: null, max: null };
}

function lesser(a: number | null, b: number | null): number | null {
  return a === null || b === null ? a ?? b : Math.min(a, b);
}

function greater(a: number | null, b: number | null): number | null {
  return a === null || b === null ? a ?? b : Math.max(a, b);
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRows();
}
