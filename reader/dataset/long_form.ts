import { quoteName, quoteText } from "../../backends/duckdb/quote.ts";
import { metricType } from "../metrics/metric_columns.ts";
import type { SqlColumn } from "../query/sql_result.ts";

/** The columns of a data set's metrics except for `board_id`, with their SQL types. */
export const LONG_COLUMNS =
  "step BIGINT, global_step BIGINT, timestamp TIMESTAMP, name VARCHAR, value DOUBLE, text VARCHAR";

/** More branches than this take longer to plan than to run. */
const MAX_BRANCHES = 64;

/**
 * The query that turns rows of `metrics` into one row per value, sorted by name
 * and then by step, so that a reader of one metric can skip most of a file.
 *
 * DuckDB streams it: it scans the table once per metric, or once per group of
 * metrics where there are many. Sorting all values would take memory for all of
 * them, and `UNPIVOT` of 5,000 columns takes five times as long.
 *
 * @param metrics The columns of the metrics, as the view `metrics` has them.
 */
export function longFormSql(metrics: readonly SqlColumn[], from: number, to: number): string {
  const isNumber = ({ type }: SqlColumn) => ["double", "boolean"].includes(metricType(type) ?? "");
  const numbers = metrics.filter(isNumber).map(({ name }) => name);
  const texts = metrics.filter((column) => !isNumber(column)).map(({ name }) => name);
  const groupSize = Math.ceil(metrics.length / MAX_BRANCHES);
  const where = `step BETWEEN ${from} AND ${to}`;
  const branches = [
    ...groupsOf(numbers, groupSize).map((names) => branch(names, "DOUBLE", where)),
    ...groupsOf(texts, groupSize).map((names) => branch(names, "VARCHAR", where)),
  ];
  if (branches.length === 0) {
    const empty = LONG_COLUMNS.split(", ").map((column) => {
      const [name, type] = column.split(" ");
      return `NULL::${type} AS ${name}`;
    });
    return `SELECT ${empty.join(", ")} WHERE false`;
  }
  return branches.join("\nUNION ALL\n");
}

function branch(names: readonly string[], type: "DOUBLE" | "VARCHAR", where: string): string {
  const cells = names.map((name) => `${quoteName(name)}::${type}`);
  const [value, text] = type === "DOUBLE" ? ["cell", "NULL::VARCHAR"] : ["NULL::DOUBLE", "cell"];
  return `SELECT step, global_step, timestamp, name, ${value} AS value, ${text} AS text FROM (
    SELECT step, global_step, timestamp, unnest([${names.map(quoteText).join(", ")}]) AS name,
      unnest([${cells.join(", ")}]) AS cell
    FROM metrics WHERE ${where} AND coalesce(${cells.join(", ")}) IS NOT NULL
  ) WHERE cell IS NOT NULL`;
}

/** Groups of neighbours by name: such metrics are often logged in the same steps. */
function groupsOf(names: readonly string[], size: number): string[][] {
  const sorted = names.toSorted();
  const groups: string[][] = [];
  for (let start = 0; start < sorted.length; start += size) {
    groups.push(sorted.slice(start, start + size));
  }
  return groups;
}
