import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";
import { doubleSql } from "../query/double_sql.ts";
import { readDoubles } from "../query/read_doubles.ts";
import type { BoardSnapshot } from "../snapshot/board_snapshot.ts";
import { findMetric } from "./find_metric.ts";
import { narrowMetrics } from "./narrow_metrics.ts";
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
  snapshot: Pick<BoardSnapshot, "relations" | "metricsParts">,
  name: string,
  options: ScalarsOptions,
): Promise<Scalars> {
  const { x: wantedAxis = "step", maxPoints } = options;
  const metrics = typeof wantedAxis === "object" ? [name, wantedAxis.metric] : [name];
  const relation = await narrowMetrics(connection, snapshot, metrics);
  for (const metric of metrics) {
    await findMetric(connection, relation, metric, snapshot.relations.metrics);
  }
  const read = async (sql: string) => readDoubles(await connection.run(sql));
  const axis = sqlAxis(wantedAxis);
  const y = `${quoteName(name)}::DOUBLE`;
  const hasValue = `${quoteName(name)} IS NOT NULL`;
  const conditions = rangeConditions(axis, options);
  const rowsWithValue = [...conditions, hasValue].join(" AND ");
  const skippedCount = axis.isReal
    ? await countSkipped(read, relation, `${hasValue} AND ${axis.x} IS NOT NULL`, axis, options)
    : 0;
  const finish = async (found: Omit<Scalars, "name" | "skippedCount">): Promise<Scalars> => {
    const { x, y: values, steps } = options.outside
      ? await addOutside(read, { relation, y, axis, hasValue }, options, found)
      : found;
    const toUnit = (ticks: Float64Array) =>
      axis.perUnit === 1 ? ticks : ticks.map((tick) => tick / axis.perUnit);
    const { means } = found;
    return {
      ...found,
      name,
      x: toUnit(x),
      y: values,
      steps,
      skippedCount,
      ...means ? { means: { ...means, x: toUnit(means.x) } } : {},
    };
  };
  if (maxPoints !== undefined) {
    const where = axis.isReal ? rowsWithValue : conditions.join(" AND ") || undefined;
    const range = { relation, y, ...axis, where };
    const extent = await readExtent(read, range);
    // No row has a time: KohakuBoard's Python client writes none into Parquet files.
    if (extent.rowCount > 0 && Number.isNaN(extent.low)) return finish(NO_POINTS);
    if (extent.rowCount > maxPoints) {
      const { low, high } = extent;
      const sample = await sampleRange(read, { ...range, low, high }, maxPoints);
      if (sample.rowCount > maxPoints) {
        const { x, y, steps, rowCount, lastStep, means } = sample;
        return finish({ x, y, steps, rowCount, sampled: true, lastStep, means });
      }
    }
  }
  const [x = NONE, steps = NONE, values = NONE] = await read(
    `SELECT (${axis.x})::DOUBLE, step::DOUBLE, ${y} FROM ${relation}
     WHERE ${rowsWithValue} ORDER BY 1, 2`,
  );
  // Without a time they are last; see above.
  if (Number.isNaN(x[0] ?? 0)) return finish(NO_POINTS);
  const lastStep = steps.reduce((last, step) => Math.max(last, step), -1);
  const rowCount = values.length;
  return finish({ x, y: values, steps, rowCount, sampled: false, lastStep });
}

const NONE = new Float64Array();
const NO_POINTS = { x: NONE, y: NONE, steps: NONE, rowCount: 0, sampled: false, lastStep: -1 };

/** How many rows have a value, but an x that no axis can show. */
async function countSkipped(
  read: ReadDoubles,
  relation: string,
  hasBoth: string,
  { x }: SqlAxis,
  { after = -1 }: ScalarsOptions,
): Promise<number> {
  const [[count = 0] = []] = await read(
    `SELECT count(*)::DOUBLE FROM ${relation}
     WHERE ${hasBoth} AND NOT isfinite(${x}) ${after >= 0 ? `AND step > ${after}` : ""}`,
  );
  return count;
}

/** Adds the nearest value on each side of the range. */
async function addOutside(
  read: ReadDoubles,
  { relation, y, axis, hasValue }: { relation: string; y: string; axis: SqlAxis; hasValue: string },
  options: ScalarsOptions,
  found: { x: Float64Array; y: Float64Array; steps: Float64Array },
): Promise<{ x: Float64Array; y: Float64Array; steps: Float64Array }> {
  const { from = -Infinity, to = Infinity } = options;
  const one = async (range: ScalarsOptions, isBefore: boolean) => {
    const edge = isBefore ? range.to : range.from;
    // Not inclusive, as the range is.
    const beyond = [
      ...rangeConditions(axis, { ...range, from: undefined, to: undefined }),
      hasValue,
      `${axis.x} ${isBefore ? "<" : ">"} ${boundSql(axis, edge ?? NaN, isBefore)}`,
    ].join(" AND ");
    const [x = NONE, steps = NONE, values = NONE] = await read(
      `SELECT (${axis.x})::DOUBLE, step::DOUBLE, ${y} FROM ${relation} WHERE ${beyond}
       ORDER BY ${axis.x} ${isBefore ? "DESC" : ""}, step ${isBefore ? "DESC" : ""} LIMIT 1`,
    );
    return { x, steps, y: values };
  };
  const none = { x: NONE, steps: NONE, y: NONE };
  const before = Number.isFinite(from) ? await one({ ...options, to: from }, true) : none;
  const after = Number.isFinite(to) ? await one({ ...options, from: to }, false) : none;
  // Not by spreading: more than 100,000 values are more arguments than a call may have.
  const join = (key: "x" | "y" | "steps") => {
    const all = new Float64Array(before[key].length + found[key].length + after[key].length);
    all.set(before[key]);
    all.set(found[key], before[key].length);
    all.set(after[key], before[key].length + found[key].length);
    return all;
  };
  return { x: join("x"), y: join("y"), steps: join("steps") };
}

/** An end of a range in the unit of SQL's x: the range has what is on or within it. */
function boundSql({ isReal, perUnit }: SqlAxis, value: number, isLow: boolean): string {
  if (isReal) return doubleSql(value);
  return String(BigInt((isLow ? Math.ceil : Math.floor)(value * perUnit)));
}

/** DuckDB knows the extremes of all rows without reading them: there is no condition without need. */
function rangeConditions(
  axis: SqlAxis,
  { from = -Infinity, to = Infinity, after = -1 }: ScalarsOptions,
): string[] {
  const { x } = axis;
  return [
    axis.where ?? "",
    after >= 0 ? `step > ${after}` : "",
    Number.isFinite(from) ? `${x} >= ${boundSql(axis, from, true)}` : "",
    Number.isFinite(to) ? `${x} <= ${boundSql(axis, to, false)}` : "",
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
