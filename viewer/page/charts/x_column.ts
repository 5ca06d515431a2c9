import type { XKind } from "./settings/chart_settings.ts";

/** The name of the x axis as a column of CSV, whose numbers are not formatted. */
export function xColumn(kind: XKind, metric: string): string {
  if (kind === "metric") return metric;
  return kind === "relative" || kind === "clock" ? `${kind}_ms` : kind;
}
