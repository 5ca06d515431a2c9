import type { TableName } from "../../format/tables.ts";

/** What an export writes, and whether over what is there. */
export interface ExportOptions {
  /** A table, all of it. Default: `"metrics"`. */
  table?: TableName | "runs";
  /** A query, instead of a table. */
  query?: string;
  /** Whether a file of that name is replaced. Default: `false`, it is an error. */
  overwrite?: boolean;
  /** Calls it off: nothing of it is left. */
  signal?: AbortSignal;
}
