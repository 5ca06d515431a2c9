import { twoDigits } from "../../../format/two_digits.ts";

/** How far the reader's time zone is from UTC at a point in time, in minutes; east of it above 0. */
export function offsetAt(ms: number): number {
  return -new Date(ms).getTimezoneOffset();
}

/** A distance from UTC as it is written: `UTC+5:45`, `UTC-4`, `UTC+0`. */
export function formatOffset(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? "-" : "+"}${hours}${rest === 0 ? "" : `:${twoDigits(rest)}`}`;
}
