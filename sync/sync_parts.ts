import { TABLE_NAMES, type TableName } from "../format/tables.ts";

/**
 * The parts of a board that are sent besides its metadata, metrics and alerts: `media` and `files` (files and
 * rows), `logs` (what was printed), `tables`, `histograms`, `system`.
 */
export type SyncPart = "media" | "logs" | "tables" | "histograms" | "files" | "system";

/** All of them. */
export const SYNC_PARTS: readonly SyncPart[] = [
  "media",
  "logs",
  "tables",
  "histograms",
  "files",
  "system",
];

/** The tables that are sent. */
export function tablesOf(parts: ReadonlySet<SyncPart>): TableName[] {
  return TABLE_NAMES.filter((table) =>
    table === "metrics" || table === "alerts" || parts.has(table)
  );
}
