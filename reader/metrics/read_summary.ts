import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";
import type { RunSummary, SummaryRule, SummaryValue } from "../../format/run_summary.ts";
import type { BoardSnapshot } from "../snapshot/board_snapshot.ts";
import { metricColumns, type StoredMetric } from "./metric_columns.ts";
import { narrowMetrics } from "./narrow_metrics.ts";

/** The value that counts of a metric, as SQL over all rows. */
const VALUE_SQL: Readonly<Record<SummaryRule, (value: string) => string>> = {
  min: (value) => `min(${value}) FILTER (isfinite(${value}))`,
  max: (value) => `max(${value}) FILTER (isfinite(${value}))`,
  // Kahan's sum: the mean of many values keeps its digits.
  mean: (value) => `favg(${value}) FILTER (isfinite(${value}))`,
  first: (value) => `arg_min(${value}, step) FILTER (${value} IS NOT NULL)`,
  last: (value) => `arg_max(${value}, step) FILTER (${value} IS NOT NULL)`,
};

/**
 * The summary of a run: the values that its script has set, and those of its metrics, over all
 * rows. A metric without a value has `null`, as has one of texts for `min`, `max` and `mean`.
 */
export async function readSummary(
  connection: DuckDBConnection,
  snapshot: Pick<BoardSnapshot, "relations" | "metricsParts">,
  { rules, values }: RunSummary,
): Promise<Map<string, SummaryValue>> {
  const asked = [...rules].filter(([name]) => !values.has(name));
  if (asked.length === 0) return new Map(values);
  const relation = await narrowMetrics(connection, snapshot, asked.map(([name]) => name));
  const columns = await metricColumns(connection, relation);
  const known = new Map(columns.map((column) => [column.name, column]));
  const wanted = asked.flatMap(([name, rule]) => {
    const sql = sqlOf(known.get(name), rule);
    return sql === undefined ? [] : [{ name, sql }];
  });
  const found = new Map<string, SummaryValue>();
  if (wanted.length > 0) {
    const query = `SELECT ${wanted.map(({ sql }) => sql).join(", ")} FROM ${relation}`;
    const [row = []] = (await connection.runAndReadAll(query)).getRows();
    for (const [index, { name }] of wanted.entries()) {
      found.set(name, (row[index] ?? null) as SummaryValue);
    }
  }
  return new Map([...asked.map(([name]) => [name, found.get(name) ?? null] as const), ...values]);
}

function sqlOf(column: StoredMetric | undefined, rule: SummaryRule): string | undefined {
  if (column === undefined) return undefined;
  const { name, type } = column;
  const isPlace = rule === "first" || rule === "last";
  if (isPlace && type !== "double") return VALUE_SQL[rule](quoteName(name));
  return type === "string" ? undefined : VALUE_SQL[rule](`CAST(${quoteName(name)} AS DOUBLE)`);
}
