import type { BoardInfo } from "../../protocol/api.ts";
import { formatDuration, formatMetric } from "../charts/drawing/format_axis.ts";
import { formatBytes } from "../ui/format.ts";
import type { RunField, RunValue } from "./run_fields.ts";

/** One value of a run, as its column shows it. */
export function RunCell({ board, field }: { board: BoardInfo; field: RunField }) {
  const value = field.value(board);
  if (field.format === "status") return <RunStatus board={board} />;
  if (field.format === "tags") {
    return (
      <>{(value as string[]).map((tag) => <span class="tag" key={tag} title={tag}>{tag}</span>)}</>
    );
  }
  const text = formatRunValue(value, field.format);
  return <span title={value === null ? undefined : titleOf(value, field.format)}>{text}</span>;
}

/** How a run stands, as a word with a colour. */
export function RunStatus({ board: { status } }: { board: BoardInfo }) {
  return <span class={`status is-${status}`}>{status}</span>;
}

/** A value as text, short. */
export function formatRunValue(value: RunValue, format: RunField["format"]): string {
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
        ? value.toLocaleString("en")
        : formatMetric(value);
  }
}

function titleOf(value: RunValue, format: RunField["format"]): string {
  return format === "time" ? new Date(value as number).toLocaleString() : String(value);
}

/** Today a time of day, this year without the year. */
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
