import type { AxisTicks } from "./axis_ticks.ts";
import { formatTicks } from "./format_ticks.ts";
import { niceTicks } from "./nice_ticks.ts";

/**
 * The ticks of an axis of numbers.
 *
 * @param maxCount How many ticks there may be, at least 1.
 */
export function numberTicks(min: number, max: number, maxCount: number): AxisTicks {
  const { ticks, step } = niceTicks(min, max, maxCount);
  return { ticks, labels: formatTicks(ticks, step) };
}
