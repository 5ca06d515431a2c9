import { formatBytes } from "../../values/format_bytes.ts";
import { formatCount } from "../../values/format_count.ts";
import { formatDuration } from "../../values/format_duration.ts";
import { formatLogged } from "../../values/format_logged.ts";
import type { RunFormat, RunValue } from "./run_fields.ts";

/** A value of a run as short text. */
export function formatRunValue(value: RunValue, format: RunFormat): string {
  if (value === null) return "–";
  if (typeof value !== "number") return String(value);
  switch (format) {
    case "time":
      return formatTime(value);
    case "duration":
      return formatDuration(value < 1000 ? Math.round(value) : Math.round(value / 100) * 100);
    case "bytes":
      return formatBytes(value);
    default:
      return Number.isInteger(value) && Math.abs(value) < 1e15
        ? formatCount(value)
        : formatLogged(value);
  }
}

/** A point in time: without its date if it is today, without the year if it is in this year. */
function formatTime(ms: number): string {
  const date = new Date(ms);
  const now = new Date();
  const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (date.toDateString() === now.toDateString()) return `today ${time}`;
  const day = date.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: date.getFullYear() === now.getFullYear() ? undefined : "numeric",
  });
  return `${day} ${time}`;
}
