import { parseDate } from "../../reader/shared/parse_date.ts";
import { formatAge, formatDate, formatDuration } from "../text/format_time.ts";

/**
 * When a run began and how long it took: `2026-01-02 03:04:05, 2 d ago, 3 h 20 min`.
 *
 * @param createdAt As `metadata.json` has it, which may be no date.
 * @param end When it ended, or when its last row was logged.
 */
export function startText(createdAt: unknown, end: Date | null): string {
  const created = parseDate(createdAt);
  if (created === null) return "–";
  const took = end === null ? "" : `, ${formatDuration(end.getTime() - created.getTime())}`;
  return `${formatDate(created)}, ${formatAge(created)}${took}`;
}
