import type { AxisTicks } from "./axis_ticks.ts";
import { formatTicks } from "./format_ticks.ts";
import { numberTicks } from "./number_ticks.ts";

/**
 * The ticks of an axis that counts, as steps do: whole numbers, unless the axis has none.
 *
 * @param maxCount How many ticks there may be, at least 1.
 */
export function stepTicks(min: number, max: number, maxCount: number): AxisTicks {
  const found = numberTicks(min, max, maxCount);
  const whole = found.ticks.filter(Number.isInteger);
  return whole.length === 0 || whole.length === found.ticks.length
    ? found
    : { ticks: whole, labels: formatTicks(whole, 1) };
}
