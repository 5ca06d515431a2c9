import { quoteName } from "../../backends/duckdb/quote.ts";
import type { StoredMetric } from "./metric_columns.ts";
import { nearestNames } from "./nearest_names.ts";
import { type ReadDoubles, sampleRange } from "./sampling.ts";
import type { Scalars, ScalarsAxis, ScalarsOptions } from "./scalars.ts";

/** What stands for x in SQL: an integer, and how many of it make one of the axis's unit. */
const AXES: Readonly<Record<ScalarsAxis, { sql: string; perUnit: number }>> = {
  step: { sql: "step", perUnit: 1 },
  global_step: { sql: "global_step", perUnit: 1 },
  timestamp: { sql: "epoch_us(timestamp)", perUnit: 1000 },
};

/** Checks options, before anything is read. */
export function checkScalarsOptions(name: string, options: ScalarsOptions): void {
  const refuse = (option: string, expected: string, received: unknown) => {
    throw new RangeError(
      `Cannot read the scalars of ${JSON.stringify(name)}: expected ${option} to be ${expected}, ` +
        `received ${String(received)}`,
    );
  };
  const { x = "step", from, to, maxPoints } = options;
  if (!Object.hasOwn(AXES, x)) refuse("x", `one of ${Object.keys(AXES).join(", ")}`, x);
  if (maxPoints !== undefined && !(Number.isInteger(maxPoints) && maxPoints >= 1)) {
    refuse("maxPoints", "an integer of 1 or more", maxPoints);
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
  { x: axis = "step", from = -Infinity, to = Infinity, maxPoints }: ScalarsOptions,
): Promise<Scalars> {
  const { sql: x, perUnit } = AXES[axis];
  const y = `${quoteName(name)}::DOUBLE`;
  // DuckDB knows the edges of all rows without reading them: no condition without need.
  const conditions = [
    axis === "global_step" ? `${x} IS NOT NULL` : "",
    Number.isFinite(from) ? `${x} >= ${BigInt(Math.ceil(from * perUnit))}` : "",
    Number.isFinite(to) ? `${x} <= ${BigInt(Math.floor(to * perUnit))}` : "",
    from === Infinity || to === -Infinity ? "false" : "",
  ].filter((condition) => condition !== "");
  const where = conditions.length === 0 ? undefined : conditions.join(" AND ");
  const within = [...conditions, `${quoteName(name)} IS NOT NULL`].join(" AND ");
  const all = async (where: string): Promise<Omit<Scalars, "rowCount" | "sampled">> => {
    const [xs, steps, ys] = await read(
      `SELECT (${x})::DOUBLE, step::DOUBLE, ${y} FROM ${relation} WHERE ${where} ORDER BY 1, 2`,
    );
    return { name, x: perUnit === 1 ? xs : xs.map((tick) => tick / perUnit), y: ys, steps };
  };
  if (maxPoints !== undefined) {
    // Of the key column alone: cheaper than of the rows that have a value.
    const [[low], [high], [count]] = await read(
      `SELECT min(${x})::DOUBLE, max(${x})::DOUBLE, count(*)::DOUBLE FROM ${relation}
       ${where === undefined ? "" : `WHERE ${where}`}`,
    );
    if (count > maxPoints) {
      const sample = await sampleRange(read, { relation, y, x, low, high, where }, maxPoints);
      if (sample.rowCount > maxPoints) {
        const { points, rowCount } = sample;
        const steps = Float64Array.from(points, ({ step }) => step);
        const y = Float64Array.from(points, ({ y }) => y);
        if (axis === "step") return { name, x: steps.slice(), y, steps, rowCount, sampled: true };
        const some = await all(`step IN (FROM (VALUES (${steps.join("), (")}))) AND ${within}`);
        return { ...some, rowCount, sampled: true };
      }
    }
  }
  const found = await all(within);
  return { ...found, rowCount: found.y.length, sampled: false };
}
