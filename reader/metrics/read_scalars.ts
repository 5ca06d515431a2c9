import { quoteName } from "../../backends/duckdb/quote.ts";
import { doubleSql } from "../query/double_sql.ts";
import type { StoredMetric } from "./metric_columns.ts";
import { nearestNames } from "./nearest_names.ts";
import { type ReadDoubles, sampleRange } from "./sampling.ts";
import type { Scalars, ScalarsAxis, ScalarsOptions } from "./scalars.ts";

/** An axis in SQL. */
interface SqlAxis {
  /** The x of a row. */
  x: string;
  /** How many of it make one of the axis's unit. */
  perUnit: number;
  /** Whether x is any DOUBLE; otherwise it is an integer, which rises with the step. */
  isReal?: boolean;
  /** Which rows have an x. Default: all. */
  where?: string;
}

const AXES: Readonly<Record<ScalarsAxis, SqlAxis>> = {
  step: { x: "step", perUnit: 1 },
  global_step: { x: "global_step", perUnit: 1, where: "global_step IS NOT NULL" },
  timestamp: { x: "epoch_us(timestamp)", perUnit: 1000 },
};

function sqlAxis(x: ScalarsAxis | { metric: string }): SqlAxis {
  if (typeof x === "string") return AXES[x];
  const value = `${quoteName(x.metric)}::DOUBLE`;
  return { x: value, perUnit: 1, isReal: true, where: `isfinite(${value})` };
}

/** Checks options, before anything is read. */
export function checkScalarsOptions(name: string, options: ScalarsOptions): void {
  const refuse = (option: string, expected: string, received: unknown) => {
    throw new RangeError(
      `Cannot read the scalars of ${JSON.stringify(name)}: expected ${option} to be ${expected}, ` +
        `received ${String(received)}`,
    );
  };
  const { x = "step", from, to, after, maxPoints } = options;
  const isAxis = typeof x === "object" && x !== null
    ? typeof x.metric === "string"
    : Object.hasOwn(AXES, x);
  if (!isAxis) refuse("x", `one of ${Object.keys(AXES).join(", ")} or { metric: name }`, x);
  if (maxPoints !== undefined && !(Number.isInteger(maxPoints) && maxPoints >= 1)) {
    refuse("maxPoints", "an integer of 1 or more", maxPoints);
  }
  if (after !== undefined && !(Number.isSafeInteger(after) && after >= -1)) {
    refuse("after", "an integer of -1 or more", after);
  }
  for (const [option, value] of Object.entries({ from, to })) {
    if (value !== undefined && (typeof value !== "number" || Number.isNaN(value))) {
      refuse(option, "a number", value);
    }
  }
}

/** The column of a metric; throws, with the nearest names, where there is none. */
export function findMetric(name: string, columns: readonly StoredMetric[]): StoredMetric {
  const column = columns.find((column) => column.name === name);
  if (column?.type === "string") {
    throw new TypeError(
      `Cannot read the scalars of ${JSON.stringify(name)}: expected a metric of numbers or ` +
        `booleans, this one has strings; use sql()`,
    );
  }
  if (column !== undefined) return column;
  const near = nearestNames(name, columns.map(({ name }) => name));
  const there = near.length > 0
    ? `is it ${near.map((name) => JSON.stringify(name)).join(" or ")}?`
    : columns.length === 0
    ? "the board has none yet"
    : `the board has ${columns.length} others, see metrics()`;
  throw new RangeError(
    `Cannot read the scalars of ${JSON.stringify(name)}: there is no such metric; ${there}`,
  );
}

/** Reads a metric's values, all or sampled. */
export async function readScalars(
  read: ReadDoubles,
  relation: string,
  name: string,
  options: ScalarsOptions,
): Promise<Scalars> {
  const { maxPoints } = options;
  const axis = sqlAxis(options.x ?? "step");
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
        const { x, y, steps, rowCount, lastStep } = sample;
        return { name, x: toUnit(x), y, steps, rowCount, sampled: true, lastStep };
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
