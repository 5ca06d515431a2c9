import type { TableName } from "../../format/tables.ts";

/** What an export writes, and whether it may replace a file. */
export interface ExportOptions {
  /** The table to write, all of it. Default: `"metrics"`. */
  table?: TableName | "runs";
  /** A query whose result to write, instead of a table. */
  query?: string;
  /** Whether to replace a file of that name; otherwise it is an error. Default: `false`. */
  overwrite?: boolean;
  /** Cancels the export, which then leaves no file. */
  signal?: AbortSignal;
}
