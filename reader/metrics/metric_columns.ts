import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";
import { KEY_COLUMNS } from "../../format/tables.ts";
import type { MetricType } from "./metric_info.ts";

/** A metric's column in the table `metrics`. */
export interface StoredMetric {
  /** The metric's name. */
  name: string;
  /** The type of its values. */
  type: MetricType;
}

/**
 * The columns of `metrics` behind the key columns, in the order of first use.
 *
 * Columns of nested types are left out: no board writes them. A table on this machine that has
 * deeper ones than a list is not read at all (`reader/snapshot/`).
 */
export async function metricColumns(
  connection: DuckDBConnection,
  relation: string,
): Promise<StoredMetric[]> {
  const rows = (await connection.runAndReadAll(`DESCRIBE FROM ${relation}`)).getRows();
  return rows
    .filter(([name, type]) => !isKeyColumn(String(name)) && !isNested(String(type)))
    .map(([name, type]) => ({ name: String(name), type: metricType(String(type)) }));
}

/** Whether a column of `metrics` is no metric: `step`, `global_step` and `timestamp`. */
function isKeyColumn(name: string): boolean {
  return KEY_COLUMNS.some((key) => key.name === name);
}

/** Whether a type of DuckDB's is a list, an array, a struct, a map or a union. */
function isNested(duckdbType: string): boolean {
  return duckdbType.endsWith("]") || /^(STRUCT|MAP|UNION)\(/.test(duckdbType);
}

/** The type of a metric whose column has some type of DuckDB's. */
function metricType(duckdbType: string): MetricType {
  if (duckdbType === "BOOLEAN") return "boolean";
  return duckdbType === "VARCHAR" ? "string" : "double";
}

/** A metric's column, looked up without listing all; `undefined` where that does not find it. */
export async function metricColumn(
  connection: DuckDBConnection,
  relation: string,
  name: string,
): Promise<StoredMetric | undefined> {
  if (isKeyColumn(name)) return undefined;
  try {
    // Hundreds of boards may be asked at once: DESCRIBE takes three times as long.
    const statement = await connection.prepare(`SELECT ${quoteName(name)} FROM ${relation}`);
    try {
      const type = String(statement.columnType(0));
      // DuckDB ignores upper and lower case.
      if (statement.columnName(0) !== name || isNested(type)) return undefined;
      return { name, type: metricType(type) };
    } finally {
      statement.destroySync();
    }
  } catch {
    return undefined; // Most likely there is no such column; the list of all tells.
  }
}
