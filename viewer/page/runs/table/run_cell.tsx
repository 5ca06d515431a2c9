import type { BoardInfo } from "../../../protocol/api.ts";
import { formatRunValue } from "../data/format_run_value.ts";
import type { RunField } from "../data/run_fields.ts";
import { RunStatus } from "./run_status.tsx";

/** The value of a field of a run, in the format of its column. */
export function RunCell({ board, field }: { board: BoardInfo; field: RunField }) {
  const { format } = field;
  if (format === "status") return <RunStatus board={board} />;
  const value = field.value(board);
  if (Array.isArray(value)) {
    return <>{value.map((tag) => <span class="tag" key={tag} title={tag}>{tag}</span>)}</>;
  }
  // The cell shows a shortened value.
  const full = format === "time" && typeof value === "number"
    ? new Date(value).toLocaleString()
    : String(value);
  const text = formatRunValue(value, format);
  const isShortened = typeof value === "number" && text.includes("…");
  return (
    <span class={isShortened ? "shortened" : undefined} title={value === null ? undefined : full}>
      {text}
    </span>
  );
}
