import { runDuration } from "../../format/run_duration.ts";
import { parseDate } from "../../reader/shared/parse_date.ts";
import { formatAge, formatDate, formatDuration } from "../text/format_time.ts";

/**
 * When a run began and how long it took: `2026-01-02 03:04:05, 2 d ago, 3 h 20 min`.
 *
 * @param metadata Its times may be none.
 * @param end When it ended, or when its last row was logged.
 */
export function startText(
  metadata: { readonly created_at: unknown; readonly paused_ms?: unknown },
  end: Date | null,
): string {
  const created = parseDate(metadata.created_at);
  if (created === null) return "–";
  const ms = runDuration(created.getTime(), end?.getTime() ?? null, metadata);
  const took = ms === null ? "" : `, ${formatDuration(ms)}`;
  return `${formatDate(created)}, ${formatAge(created)}${took}`;
}
