/**
 * A shared site: boards as files that a page reads without a server, as
 * `kobo share` writes them. Page and writer both import this file, which
 * imports types alone.
 *
 * ```
 * index.html, app.js, app.css   the page
 * share.json                    SharedSite
 * data/<id>/<n>/board.json      SharedBoard, of the n-th board
 * data/<id>/<n>/series.<i>.json SharedSeries of some of its metrics
 * data/<id>/<n>/parts/<i>.bin   its numbers, rows and logs: one run of bytes, cut into parts
 * data/<id>/<n>/media/…         its media
 * ```
 *
 * The id is another one each time, so that nothing that a browser or a host has
 * kept of an earlier share is taken for a part of this one.
 *
 * **Series.** A metric's values are kept as they are, and above them a pyramid:
 * of each 16 neighbouring rows, of each 32, of each 64 … the first, the last,
 * the least and the greatest. What a chart shows of a range is read from the
 * level that has enough buckets, and the ends of the range from lower levels
 * and the rows themselves. So each zoom costs about the same, and its extremes
 * are those of all rows within it.
 *
 * Values that are no finite numbers have a pyramid of their own for each kind,
 * of which the first and the last of each bucket are kept.
 *
 * **One file.** The same files can be within the page, as base64 in elements that
 * no browser runs: `<script type="text/plain" data-path="…" data-coding="…">`. Then
 * no metric has a pyramid, and one that has too many rows has some of them alone.
 *
 * @module
 */
import type { AlertRowJson } from "./alerts.ts";
import type { BoardReply } from "./board.ts";
import type { BoardInfo } from "./boards.ts";
import type { InfoReply } from "./info.ts";

/** The file that says what the site has. */
export const SITE_FILE = "share.json";

/** What {@linkcode SITE_FILE} begins with. */
export const SITE_FORMAT = { format: "kohakuboard share", version: 1 } as const;

/** The size of a part in bytes, but for the last one: what a host without Range sends at once. */
export const PART_BYTES = 1024 ** 2;

/** How many numbers a stripe has, but for the last one of a column. */
export const STRIPE_LENGTH = 65_536;

/** How many rows a bucket of the lowest level has; those of each further level have twice as many. */
export const FIRST_BUCKET = 16;

/** A level with fewer buckets than this is not kept. */
export const MIN_BUCKETS = 64;

/** The content of {@linkcode SITE_FILE}. */
export interface SharedSite {
  format: typeof SITE_FORMAT.format;
  version: typeof SITE_FORMAT.version;
  /** Another one for each share: the name of the folder in `data/`. */
  id: string;
  /** Reply of `GET /api/info`. */
  info: InfoReply;
  /** The boards, newest first; the n-th one's files are in `data/<id>/<n>/`. */
  boards: BoardInfo[];
}

/**
 * Some numbers of a column: the byte where they begin, as 64-bit floats,
 * little-endian; or the first one and by how much each of the next is greater;
 * or, if there are few, they themselves.
 */
export type SharedStripe = number | [first: number, stride: number] | { values: number[] };

/** Numbers, in stripes of {@linkcode STRIPE_LENGTH}. */
export type SharedColumn = SharedStripe[];

/** The axes that are no metric. */
export type SharedAxis = "step" | "timestamp" | "global_step";

/** The columns of points. */
export interface SharedColumns {
  /** The values; left out where all are the same, NaN or an infinity. */
  y?: SharedColumn;
  step: SharedColumn;
  /** Milliseconds since 1970. */
  timestamp?: SharedColumn;
  global_step?: SharedColumn;
}

/**
 * A level of a pyramid: per bucket the first and the last point, and if there
 * are values, the point with the least and the one with the greatest.
 */
export interface SharedLevel {
  columns: SharedColumns;
  /** The mean of each bucket's values. */
  means?: SharedColumn;
}

/** Points, and the pyramid above them. */
export interface SharedPoints {
  count: number;
  columns: SharedColumns;
  /** Of {@linkcode FIRST_BUCKET} rows per bucket, of twice as many … */
  levels: SharedLevel[];
}

/** The kinds of values. */
export const VALUE_KINDS = ["finite", "nan", "plus", "minus"] as const;

/** A kind of values: finite ones, NaN, Infinity, -Infinity. */
export type ValueKind = typeof VALUE_KINDS[number];

/** A metric in the order of one axis: its points of each kind that it has. */
export type SharedLine = Partial<Record<ValueKind, SharedPoints>>;

/** Means of values, as `SeriesMeans` has them. */
export interface SharedMeans {
  count: number;
  x: SharedColumn;
  y: SharedColumn;
  counts: SharedColumn;
}

/** A metric. */
export interface SharedSeries {
  /** The last step that has a value, -1 if none has. */
  lastStep: number;
  /** How many rows it has, where only some of them are shared: its extremes, as charts show them. */
  rowCount?: number;
  /** The means of all its finite values, bucket by bucket, where only some rows are shared. */
  means?: Partial<Record<SharedAxis, SharedMeans>>;
  /** In the order of the steps. */
  step: SharedLine;
  /** In the order of the times, where that is another order. */
  timestamp?: SharedLine;
  /** In the order of the global steps, where that is another order, or some rows have none. */
  global_step?: SharedLine;
}

/** Rows as JSON, one after another in the parts, in the order of their steps. */
export interface SharedRows {
  name: string;
  count: number;
  /** The byte where the first row begins. */
  at: number;
  steps: SharedColumn;
  /** Where each row ends, in bytes from `at`. */
  ends: SharedColumn;
}

/** A log. */
export interface SharedLog {
  /** The byte where it begins. */
  at: number;
  size: number;
}

/** The tables of which rows are kept as JSON; `texts` are the last values of metrics of texts. */
export const ROW_KINDS = ["media", "tables", "histograms", "texts"] as const;

/** A table of which rows are kept as JSON. */
export type RowKind = typeof ROW_KINDS[number];

/** The content of `board.json`. */
export interface SharedBoard {
  /** Reply of `GET /api/boards/:id`. */
  reply: BoardReply;
  /** The size of all parts together, in bytes. */
  partsSize: number;
  /** The index of the metric that each file of series begins with. */
  seriesFiles: number[];
  /** What was logged, per table and name. */
  rows: Record<RowKind, SharedRows[]>;
  /** The last alerts; earlier shares have none. */
  alerts?: AlertRowJson[];
  /** The logs, left out where there is none. */
  logs: { output?: SharedLog; writer?: SharedLog };
}
