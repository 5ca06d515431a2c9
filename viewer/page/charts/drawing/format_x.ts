import { formatDateTime } from "../../values/format_date_time.ts";
import { formatDuration } from "../../values/format_duration.ts";
import { formatCount } from "../../values/format_count.ts";
import type { XKind } from "../settings/chart_settings.ts";

/** A value of the x axis, in full. */
export function formatX(x: number, kind: XKind): string {
  if (kind === "relative") return formatDuration(x);
  if (kind === "clock") return formatDateTime(x);
  return Number.isInteger(x) && Math.abs(x) < 1e21 ? formatCount(x) : String(x);
}
