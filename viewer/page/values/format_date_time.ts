import { twoDigits } from "../../../format/two_digits.ts";
import { HOUR, MINUTE } from "./clock_steps.ts";
import { formatOffset, offsetAt } from "./time_zone.ts";

/**
 * A point in time, in milliseconds since 1970, as date and time in the reader's time zone. In the hour
 * that a change of the clocks repeats, with its distance from UTC.
 */
export function formatDateTime(ms: number): string {
  const date = new Date(ms);
  const day = `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${
    twoDigits(date.getDate())
  }`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
  return `${day} ${time}${isTwice(ms) ? ` ${formatOffset(offsetAt(ms))}` : ""}`;
}

/** Whether clocks show the same time again, before or after it, because they are set back. */
function isTwice(ms: number): boolean {
  const back = offsetAt(ms - 3 * HOUR) - offsetAt(ms + 3 * HOUR);
  if (!(back > 0)) return false;
  const offset = offsetAt(ms);
  return offsetAt(ms + back * MINUTE) === offset - back ||
    offsetAt(ms - back * MINUTE) === offset + back;
}
