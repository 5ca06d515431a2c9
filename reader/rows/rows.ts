/**
 * The rows of a board's tables `media`, `tables` and `histograms`.
 *
 * @module
 */
import type { MediaType } from "../../format/media_formats.ts";
import type { TableColumnType } from "../../format/tables.ts";

/** Which rows of a table to read: those to which all that is given applies. */
export interface RowFilter {
  /** The name that they were logged under. */
  name?: string;
  /** Their step. */
  step?: number;
  /** The least step, included. */
  from?: number;
  /** The greatest step, included. */
  to?: number;
  /** How many rows to read at most, the first ones; 1 or more. Default: all. */
  limit?: number;
}

/** Which media to read. */
export interface MediaFilter extends RowFilter {
  /** What they are. */
  type?: MediaType;
}

/** What every row has. */
export interface LoggedRow {
  /** The log call. */
  step: number;
  /** What `board.step()` had counted then; `null` before its first call. */
  globalStep: number | null;
  /** When it was logged. */
  timestamp: Date;
  /** The name that it was logged under. */
  name: string;
}

/** A row of `media`. What could not be stored has neither file nor id, and its caption says why. */
export interface MediaRow extends LoggedRow {
  /** What stands under it. */
  caption: string | null;
  /** The SHA-256 of the content, in hex. */
  mediaId: string | null;
  /** What it is. */
  type: MediaType;
  /** The file's name in the board's folder `media`. */
  filename: string | null;
  /** Where the file is now, absolute, wherever the board was moved to. */
  path: string | null;
  /** The file's size, in bytes. */
  sizeBytes: number | null;
  /** The file name's extension: `png`, `mp4`. */
  format: string | null;
  /** In pixels, where it is known. */
  width: number | null;
  /** In pixels, where it is known. */
  height: number | null;
}

/** A cell of a logged table; a medium stands as its id. */
export type TableCellValue = string | number | boolean | null | { mediaId: string };

/** A row of `tables`: one table. */
export interface TableRow extends LoggedRow {
  /** The names of the columns. */
  columns: string[];
  /** What each column holds. */
  columnTypes: TableColumnType[];
  /** A cell for each column, in each row. */
  rows: TableCellValue[][];
}

/** A row of `histograms`: one histogram. */
export interface HistogramRow extends LoggedRow {
  /** The edges of the bins, one more than bins. */
  bins: Float64Array;
  /** How many values there are in each bin. */
  counts: Float64Array;
  /** The least finite value. */
  min: number | null;
  /** The greatest finite value. */
  max: number | null;
  /** The mean of the finite values. */
  mean: number | null;
  /** Their standard deviation. */
  std: number | null;
  /** How many finite values there are. */
  count: number;
  /** How many were NaN. */
  nanCount: number;
  /** How many were infinite. */
  infCount: number;
}
