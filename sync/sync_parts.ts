import { TABLE_NAMES, type TableName } from "../format/tables.ts";

/**
 * What of a board is sent besides its metadata and metrics: `media` (files and rows), `logs` (what
 * was printed), `tables`, `histograms`.
 */
export type SyncPart = "media" | "logs" | "tables" | "histograms";

/** All of them. */
export const SYNC_PARTS: readonly SyncPart[] = ["media", "logs", "tables", "histograms"];

/** The tables that are sent. */
export function tablesOf(parts: ReadonlySet<SyncPart>): TableName[] {
  return TABLE_NAMES.filter((table) => table === "metrics" || parts.has(table));
}
