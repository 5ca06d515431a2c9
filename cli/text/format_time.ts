/**
 * Times and durations as people read them.
 *
 * @module
 */

import { twoDigits } from "../../format/two_digits.ts";

export { formatDuration } from "../../format/format_duration.ts";

/** `just now`, `5 min ago`, `3 h ago`, `2 d ago` */
export function formatAge(date: Date, now: Date = new Date()): string {
  const minutes = (now.getTime() - date.getTime()) / 60_000;
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${Math.floor(minutes)} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return `${Math.floor(minutes / 60 / 24)} d ago`;
}

/** `2026-01-02 03:04:05`, in local time. */
export function formatDate(date: Date): string {
  const day = [date.getMonth() + 1, date.getDate()].map(twoDigits).join("-");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
  return `${date.getFullYear()}-${day} ${time}`;
}
