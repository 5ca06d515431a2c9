import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";
import { doubleSql } from "../query/double_sql.ts";
import { readDoubles } from "../query/read_doubles.ts";
import { findMetric } from "./find_metric.ts";
import { type ReadDoubles, sampleRange } from "./sampling.ts";
import type { Scalars, ScalarsOptions } from "./scalars.ts";
import { type SqlAxis, sqlAxis } from "./scalars_axis.ts";

/**
 * Reads a metric's values, all or sampled.
 *
 * @throws {RangeError} Where a metric does not exist.
 * @throws {TypeError} Where a metric has strings.
 */
export async function readScalars(
  connection: DuckDBConnection,
  relation: string,
  name: string,
  options: ScalarsOptions,
): Promise<Scalars> {
  const { x: wantedAxis = "step", maxPoints } = options;
  for (const metric of typeof wantedAxis === "object" ? [name, wantedAxis.metric] : [name]) {
    await findMetric(connection, relation, metric);
  }
  const read = async (sql: string) => readDoubles(await connection.run(sql));
  const axis = sqlAxis(wantedAxis);
  const y = `${quoteName(name)}::DOUBLE`;
  const hasValue = `${quoteName(name)} IS NOT NULL`;
  const conditions = rangeConditions(axis, options);
  const rowsWithValue = [...conditions, hasValue].join(" AND ");
  const toUnit = (ticks: Float64Array) =>
    axis.perUnit === 1 ? ticks : ticks.map((tick) => tick / axis.perUnit);
  if (maxPoints !== undefined) {
    const where = axis.isReal ? rowsWithValue : conditions.join(" AND ") || undefined;
    const range = { relation, y, ...axis, where };
    const extent = await readExtent(read, range);
    if (extent.rowCount > maxPoints) {
      const { low, high } = extent;
      const sample = await sampleRange(read, { ...range, low, high }, maxPoints);
      if (sample.rowCount > maxPoints) {
        const { x, y, steps, rowCount, lastStep, means } = sample;
        return {
          ...{ name, x: toUnit(x), y, steps, rowCount, sampled: true, lastStep },
          means: { ...means, x: toUnit(means.x) },
        };
      }
    }
  }
  const [x = NONE, steps = NONE, values = NONE] = await read(
    `SELECT (${axis.x})::DOUBLE, step::DOUBLE, ${y} FROM ${relation}
     WHERE ${rowsWithValue} ORDER BY 1, 2`,
  );
  const lastStep = steps.reduce((last, step) => Math.max(last, step), -1);
  const rowCount = values.length;
  return { name, x: toUnit(x), y: values, steps, rowCount, sampled: false, lastStep };
}

const NONE = new Float64Array();

/** DuckDB knows the extremes of all rows without reading them: there is no condition without need. */
function rangeConditions(
  { x, perUnit, isReal, where }: SqlAxis,
  { from = -Infinity, to = Infinity, after = -1 }: ScalarsOptions,
): string[] {
  const bound = (value: number, round: (value: number) => number) =>
    isReal ? doubleSql(value) : BigInt(round(value * perUnit));
  return [
    where ?? "",
    after >= 0 ? `step > ${after}` : "",
    Number.isFinite(from) ? `${x} >= ${bound(from, Math.ceil)}` : "",
    Number.isFinite(to) ? `${x} <= ${bound(to, Math.floor)}` : "",
    from === Infinity || to === -Infinity ? "false" : "",
  ].filter((condition) => condition !== "");
}

/**
 * The range of x, and how many rows it has. Of an integer axis these are all
 * rows, with the metric or without: to look at the key column alone is cheaper.
 */
async function readExtent(
  read: ReadDoubles,
  { relation, x, where }: { relation: string; x: string; where?: string },
): Promise<{ low: number; high: number; rowCount: number }> {
  const [[low = NaN] = [], [high = NaN] = [], [rowCount = 0] = []] = await read(
    `SELECT min(${x})::DOUBLE, max(${x})::DOUBLE, count(*)::DOUBLE FROM ${relation}
     ${where === undefined ? "" : `WHERE ${where}`}`,
  );
  return { low, high, rowCount };
}
