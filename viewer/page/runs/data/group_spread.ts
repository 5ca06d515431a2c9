import type { BoardInfo } from "../../../protocol/api.ts";
import type { RunField } from "./run_fields.ts";

/** The numbers that some runs have in a field. */
export interface GroupSpread {
  mean: number;
  /** The standard deviation, of a sample; NaN of one number. */
  std: number;
  /** How many runs have a number other than NaN. */
  count: number;
}

/** Mean and deviation of a field of some runs; `undefined` where they have no numbers of it. */
export function groupSpread(
  boards: readonly BoardInfo[],
  field: RunField,
): GroupSpread | undefined {
  // A mean of points in time says nothing.
  if (field.format === "time") return undefined;
  const values = boards.map(field.value)
    .filter((value): value is number => typeof value === "number" && !Number.isNaN(value));
  const count = values.length;
  if (count === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value / count, 0);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: count < 2 ? NaN : Math.sqrt(squares / (count - 1)), count };
}
