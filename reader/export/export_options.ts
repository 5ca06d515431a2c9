import type { TableName } from "../../format/tables.ts";

/** What an export writes, and whether it may replace a file. */
export interface ExportOptions {
  /** The table to write, all of it. Default: `"metrics"`. */
  table?: TableName | "runs";
  /** A query whose result to write, instead of a table. */
  query?: string;
  /** Whether to replace a file of that name; otherwise it is an error. Default: `false`. */
  overwrite?: boolean;
  /**
   * Whether a CSV file gets an apostrophe in front of each text that a spreadsheet would compute,
   * as it begins with `=`, `+`, `-` or `@`. Numbers stay. Default: `true`.
   */
  escapeFormulas?: boolean;
  /** Cancels the export, which then leaves no file. */
  signal?: AbortSignal;
}
