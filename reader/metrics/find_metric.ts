import type { DuckDBConnection } from "@duckdb/node-api";
import { metricColumn, metricColumns, type StoredMetric } from "./metric_columns.ts";
import { nearestNames } from "../../format/nearest_names.ts";

/**
 * Finds a metric whose scalars can be read.
 *
 * @param whole The table `metrics` with all columns, which is read only where the metric is not found.
 * @throws {RangeError} Where there is no such metric, with the nearest names.
 * @throws {TypeError} Where the metric has strings.
 */
export async function findMetric(
  connection: DuckDBConnection,
  relation: string,
  name: string,
  whole: string,
): Promise<StoredMetric> {
  const quoted = JSON.stringify(name);
  let column = await metricColumn(connection, relation, name);
  let others: readonly StoredMetric[] = [];
  if (column === undefined) {
    others = await metricColumns(connection, whole);
    column = others.find((other) => other.name === name);
  }
  if (column?.type === "string") {
    throw new TypeError(
      `Cannot read the scalars of ${quoted}: expected a metric of numbers or booleans, this one ` +
        `has strings; use sql()`,
    );
  }
  if (column !== undefined) return column;
  const nearest = nearestNames(name, others.map(({ name }) => name));
  const hint = nearest.length > 0
    ? `is it ${nearest.map((name) => JSON.stringify(name)).join(" or ")}?`
    : others.length === 0
    ? "the board has none yet"
    : others.length === 1
    ? `the board has ${JSON.stringify(others[0]?.name)}`
    : `the board has ${others.length} others, see metrics()`;
  throw new RangeError(
    `Cannot read the scalars of ${quoted}: there is no such metric; ${hint}`,
  );
}
