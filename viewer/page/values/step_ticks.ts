import type { AxisTicks } from "./axis_ticks.ts";
import { formatTicks } from "./format_ticks.ts";
import { logNumberTicks } from "./log_number_ticks.ts";
import { numberTicks } from "./number_ticks.ts";

/**
 * The ticks of an axis that counts, as steps do: whole numbers, unless the axis has none.
 *
 * @param maxCount How many ticks there may be, at least 1.
 * @param isLog Whether the axis is logarithmic.
 */
export function stepTicks(min: number, max: number, maxCount: number, isLog = false): AxisTicks {
  const found = (isLog ? logNumberTicks : numberTicks)(min, max, maxCount);
  const whole = found.ticks.filter(Number.isInteger);
  if (whole.length === found.ticks.length) return found;
  // A tick that is a fraction may have taken the room of a whole one.
  const [first, last] = [Math.ceil(min), Math.floor(max)];
  if (first > last) return found;
  const ticks = whole.length > 0 ? whole : [first];
  return { ticks, labels: formatTicks(ticks, 1) };
}
