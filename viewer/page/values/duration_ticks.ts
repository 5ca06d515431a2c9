import type { AxisTicks } from "./axis_ticks.ts";
import { CLOCK_STEPS, DAY, HOUR, MINUTE, SECOND } from "./clock_steps.ts";
import { formatDuration } from "./format_duration.ts";
import { formatTicks } from "./format_ticks.ts";
import { niceTicks } from "./nice_ticks.ts";
import { twoDigits } from "../../../format/two_digits.ts";

/**
 * The ticks of an axis of durations, in milliseconds.
 *
 * @param maxCount How many ticks there may be, at least 1.
 */
export function durationTicks(min: number, max: number, maxCount: number): AxisTicks {
  const most = Math.max(1, Math.floor(maxCount) || 1);
  const hasSeconds = Number.isSafeInteger(Math.round(min)) && Number.isSafeInteger(Math.round(max));
  for (const step of hasSeconds ? CLOCK_STEPS : []) {
    const [first, last] = [Math.ceil(min / step), Math.floor(max / step)];
    const count = last - first + 1;
    if (count > most) continue;
    // The range is shorter than this step: its ticks are parts of a second.
    if (count < (step === SECOND ? 2 : 1)) break;
    const ticks = Array.from({ length: count }, (_, i) => (first + i) * step + 0);
    return { ticks, labels: ticks.map((tick) => labelOf(tick, step)) };
  }
  const days = hasSeconds && max - min < DAY ? null : ofDays(min, max, most);
  return days ?? ofSeconds(min, max, most);
}

function ofDays(min: number, max: number, maxCount: number): AxisTicks | null {
  const { ticks: days, step } = niceTicks(min / DAY, max / DAY, maxCount);
  const ticks = days.map((day) => day * DAY);
  // Near the greatest numbers a day is less than their last digit.
  const isOff = (tick: number, i: number) => tick < min || tick > max || tick === ticks[i - 1];
  if (step < 1 || ticks.some(isOff)) return null;
  return { ticks, labels: formatTicks(days, step).map((label) => `${label}d`) };
}

/** Ticks that are parts of a second; of numbers too small for that, in milliseconds. */
function ofSeconds(min: number, max: number, maxCount: number): AxisTicks {
  const { ticks, step } = niceTicks(min, max, maxCount);
  const labels = formatTicks(ticks.map((tick) => tick / SECOND), step / SECOND);
  if (labels.every((label, i) => label !== labels[i - 1])) {
    return { ticks, labels: labels.map((label) => `${label} s`) };
  }
  return { ticks, labels: formatTicks(ticks, step).map((label) => `${label} ms`) };
}

/** A tick that is a multiple of a whole number of seconds. */
function labelOf(ms: number, step: number): string {
  if (Math.abs(ms) < 2 * DAY || step >= HOUR) return formatDuration(ms);
  const seconds = Math.round(Math.abs(ms) / SECOND);
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24];
  const rest = [Math.floor(seconds / 60) % 60, ...(step < MINUTE ? [seconds % 60] : [])];
  return `${ms < 0 ? "-" : ""}${days}d ${hours}:${rest.map(twoDigits).join(":")}`;
}
