/**
 * The rows of a board's tables `media`, `tables` and `histograms`.
 *
 * @module
 */
import type { JsonValue } from "../../format/json_value.ts";
import type { MediaType } from "../../format/media_formats.ts";
import type { TableColumnType } from "../../format/tables.ts";

/** Which rows of a table to read: those that match all of these. */
export interface RowFilter {
  /** Only rows that were logged under this name. */
  name?: string;
  /** Only rows of this step. */
  step?: number;
  /** The least step, included. */
  from?: number;
  /** The greatest step, included. */
  to?: number;
  /** How many rows to read at most, from the first one on; 1 or more. Default: all. */
  limit?: number;
}

/** Which media to read. */
export interface MediaFilter extends RowFilter {
  /** Only media of this type. */
  type?: MediaType;
}

/** The columns that all of these tables have. */
export interface LoggedRow {
  /** The step, which is the number of the log call. */
  step: number;
  /** The global step, which `board.step()` sets; `null` before its first call. */
  globalStep: number | null;
  /** When it was logged; `null` where KohakuBoard's Python client has not written that. */
  timestamp: Date | null;
  /** The name that it was logged under. */
  name: string;
}

/**
 * A row of `media`. A medium that could not be stored has neither a file nor an
 * id, and its caption says why.
 */
export interface MediaRow extends LoggedRow {
  /** The caption that was logged with it. */
  caption: string | null;
  /** The SHA-256 of the content, in hex. */
  mediaId: string | null;
  /** The type. */
  type: MediaType;
  /** The file's name in the board's folder `media`. */
  filename: string | null;
  /** The file's path, absolute; of a board that was moved, where the file is now. */
  path: string | null;
  /** The file's size, in bytes. */
  sizeBytes: number | null;
  /** The file name's extension: `png`, `mp4`. */
  format: string | null;
  /** The width in pixels; `null` where it is unknown. */
  width: number | null;
  /** The height in pixels; `null` where it is unknown. */
  height: number | null;
}

/** A cell of a logged table; a medium is given by its id. */
export type TableCellValue = string | number | boolean | null | { mediaId: string };

/** A row of `tables`: one table. */
export interface TableRow extends LoggedRow {
  /** The names of the columns. */
  columns: string[];
  /** The type of each column. */
  columnTypes: TableColumnType[];
  /** The rows, with one cell per column. */
  rows: TableCellValue[][];
}

/** A row of `files`: a file as it was when it was logged. */
export interface FileRow {
  /** Rises from row to row. */
  number: number;
  /** The step of the last log call before it; `null` before the first one. */
  step: number | null;
  /** The global step; `null` before the first `board.step()`. */
  globalStep: number | null;
  /** When it was logged. */
  timestamp: Date | null;
  /** The name that it was logged under. */
  name: string;
  /** The name of the file with its content in the board's folder `files`. */
  filename: string;
  /**
   * The path of that file, absolute; of a board that was moved, where it is now. `null` where it is
   * not there: the option `keep` of a later call has let it go.
   */
  path: string | null;
  /** Where the script had it. */
  sourcePath: string;
  /** Its size, in bytes. */
  sizeBytes: number;
  /** The SHA-256 of its content, in hex. */
  sha256: string;
  /** What was said of it. */
  metadata: { [key: string]: JsonValue } | null;
}

/** A row of `histograms`: one histogram. */
export interface HistogramRow extends LoggedRow {
  /** The edges of the bins, one more than bins. */
  bins: Float64Array;
  /** How many values are in each bin. */
  counts: Float64Array;
  /** The least finite value. */
  min: number | null;
  /** The greatest finite value. */
  max: number | null;
  /** The mean of the finite values. */
  mean: number | null;
  /** The standard deviation of the finite values. */
  std: number | null;
  /** How many finite values there are. */
  count: number;
  /** How many were NaN. */
  nanCount: number;
  /** How many were infinite. */
  infCount: number;
}
