import { quoteName } from "../../backends/duckdb/quote.ts";
import type { ScalarsAxis } from "./scalars.ts";

/** An axis in SQL. */
export interface SqlAxis {
  /** The x of a row. */
  x: string;
  /** How many of it make one of the axis's unit. */
  perUnit: number;
  /** Whether x is any DOUBLE; otherwise it is an integer, which rises with the step. */
  isReal?: boolean;
  /** Which rows have an x. Default: all. */
  where?: string;
}

/** The axes that are no metric. */
export const AXES: Readonly<Record<ScalarsAxis, SqlAxis>> = {
  step: { x: "step", perUnit: 1 },
  global_step: { x: "global_step", perUnit: 1, where: "global_step IS NOT NULL" },
  timestamp: { x: "epoch_us(timestamp)", perUnit: 1000 },
};

/** The axis that scalars are read over. */
export function sqlAxis(x: ScalarsAxis | { metric: string }): SqlAxis {
  if (typeof x === "string") return AXES[x];
  const value = `${quoteName(x.metric)}::DOUBLE`;
  return { x: value, perUnit: 1, isReal: true, where: `isfinite(${value})` };
}
