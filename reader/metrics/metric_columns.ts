import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";
import { KEY_COLUMNS } from "../../format/tables.ts";
import type { MetricType } from "./metric_info.ts";

/** A metric's column. */
export interface StoredMetric {
  name: string;
  type: MetricType;
}

/** The columns of `metrics` behind the key columns, in the order of first use. */
export async function metricColumns(
  connection: DuckDBConnection,
  relation: string,
): Promise<StoredMetric[]> {
  const rows = (await connection.runAndReadAll(`DESCRIBE FROM ${relation}`)).getRows();
  return rows
    .map(([name, type]) => ({ name: String(name), type: metricType(String(type)) }))
    .filter(({ name }) => !KEY_COLUMNS.some((key) => key.name === name));
}

function metricType(type: string): MetricType {
  if (type === "BOOLEAN") return "boolean";
  return type === "VARCHAR" ? "string" : "double";
}

/** One of them, found without a look at all others; `undefined` where there is none. */
export async function metricColumn(
  connection: DuckDBConnection,
  relation: string,
  name: string,
): Promise<StoredMetric | undefined> {
  if (KEY_COLUMNS.some((key) => key.name === name)) return undefined;
  try {
    const query = `DESCRIBE SELECT ${quoteName(name)} FROM ${relation}`;
    const [[found, type]] = (await connection.runAndReadAll(query)).getRows();
    // DuckDB does not mind upper and lower case.
    return found === name ? { name, type: metricType(String(type)) } : undefined;
  } catch {
    return undefined; // Whoever looks at all of them finds out why.
  }
}
