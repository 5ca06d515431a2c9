/**
 * Times and durations as people read them.
 *
 * @module
 */

import { twoDigits } from "../../format/two_digits.ts";

export { formatDuration } from "../../format/format_duration.ts";

/** `just now`, `5 min ago`, `3 h ago`, `2 d ago`; of a machine whose clock is ahead, `in 5 min`. */
export function formatAge(date: Date, now: Date = new Date()): string {
  const minutes = (now.getTime() - date.getTime()) / 60_000;
  const span = wholeUnits(Math.abs(minutes));
  if (span === undefined) return "just now";
  return minutes < 0 ? `in ${span}` : `${span} ago`;
}

function wholeUnits(minutes: number): string | undefined {
  if (minutes < 1) return undefined;
  if (minutes < 60) return `${Math.floor(minutes)} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / 60 / 24)} d`;
}

/** `2026-01-02 03:04:05`, in local time. */
export function formatDate(date: Date): string {
  const day = [date.getMonth() + 1, date.getDate()].map(twoDigits).join("-");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
  return `${date.getFullYear()}-${day} ${time}`;
}
