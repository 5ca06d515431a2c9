import type { AxisTicks } from "./axis_ticks.ts";
import { formatLogTick } from "./format_log_tick.ts";
import { formatTicks } from "./format_ticks.ts";
import { logTicks } from "./log_ticks.ts";

/**
 * The ticks of a logarithmic axis of numbers.
 *
 * @param maxCount How many ticks there may be, at least 1.
 */
export function logNumberTicks(min: number, max: number, maxCount: number): AxisTicks {
  const { ticks, step } = logTicks(min, max, maxCount);
  return { ticks, labels: step === null ? ticks.map(formatLogTick) : formatTicks(ticks, step) };
}
