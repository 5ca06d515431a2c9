/**
 * The API between the viewer's server and its page: the one place where it is
 * described. Nothing here needs Deno or a browser.
 *
 * | method and path | takes | answers |
 * |---|---|---|
 * | `GET /api/info` | | {@linkcode InfoReply} |
 * | `GET /api/boards` | `?since=<version>` | {@linkcode BoardsReply}: all, or what changed since; 204 where it is still that version |
 * | `PATCH /api/boards/:id` | {@linkcode AnnotationsPatch} | {@linkcode Annotations} |
 * | `DELETE /api/boards/:id` | {@linkcode DeleteRequest} | {@linkcode DeleteReply} |
 * | `GET /api/boards/:id` | | {@linkcode BoardReply} |
 * | `POST /api/series` | {@linkcode SeriesRequests} | frames, see `series_frame.ts` |
 * | `GET /api/boards/:id/media` | {@linkcode RowsQuery} and `type` | {@linkcode MediaReply} |
 * | `GET /api/boards/:id/tables` | {@linkcode RowsQuery} | {@linkcode TablesReply} |
 * | `GET /api/boards/:id/histograms` | {@linkcode RowsQuery} and `thin` | {@linkcode HistogramsReply} |
 * | `GET /api/boards/:id/steps` | `?kind=media\|tables\|histograms&name=` | {@linkcode StepsReply} |
 * | `GET /api/boards/:id/logs/output`, `…/writer` | `?offset=` | {@linkcode LogReply} |
 * | `GET /media/:id/:filename` | `Range` | the file |
 * | `POST /api/sql` | {@linkcode SqlRequest} | {@linkcode SqlReply} |
 * | `GET /api/events` | | server-sent events, see {@linkcode ViewerEvents} |
 *
 * - `:id` and `:filename` are one path segment each, through `encodeURIComponent`.
 * - A body is JSON with `Content-Type: application/json`, at most 1 MiB.
 * - Every answer that is no success is an {@linkcode ErrorReply}.
 * - `POST`, `PATCH` and `DELETE` want the header {@linkcode TOKEN_HEADER} with the
 *   token that index.html has as `<meta name="kobo-token" content="…">`; `POST /api/series`,
 *   which changes nothing, works without. On another address than loopback
 *   everything wants it: `?token=` in the first address, a cookie after that.
 * - Numbers that JSON does not have are the strings `"NaN"`, `"Infinity"` and
 *   `"-Infinity"`: see {@linkcode JsonNumber}. Times are ISO 8601, UTC.
 * - A query that outlives the connection of its request is cancelled.
 *
 * @module
 */

/** The header that carries the token. */
export const TOKEN_HEADER = "X-Kobo-Token";

/** A number of JSON, or the name of one that JSON does not have. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

/** A value of JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What went wrong, for programs. */
export type ErrorKind =
  /** 404: no such board, file or address. */
  | "not_found"
  /** 400, 405, 413, 415: the request is not as it must be, or the query is wrong. */
  | "bad_request"
  /** 401, 403, 409: without a token, from a foreign page, or not allowed. */
  | "forbidden"
  /** 504: a query took longer than it may. */
  | "timeout"
  /** 499: the request was given up by who made it. */
  | "cancelled"
  /** 503: too many requests at once; try again. */
  | "busy"
  /** 500: a fault of the server; 422: a board that cannot be read; 400: a query that failed. */
  | "failed";

/** The answer to a request that failed. */
export interface ErrorReply {
  /** What went wrong, in plain words: to be shown as text. */
  error: string;
  /** What went wrong, for programs. */
  kind: ErrorKind;
}

/** Answer of `GET /api/info`. */
export interface InfoReply {
  /** The folder whose boards are shown, absolute. */
  baseDir: string;
  /** Why no boards can be listed, in plain words; `null` where they can. */
  problem: string | null;
  /** The version of the package. */
  version: string;
  /** Whether the server can be reached from this machine only. */
  loopback: boolean;
}

/** How a run stands. `broken`: its folder cannot be read as a board. */
export type ViewerStatus = "running" | "finished" | "crashed" | "interrupted" | "broken";

/** The content of a board's `metadata.json`. */
export interface ViewerMetadata {
  /** What the run is called. */
  name: string;
  /** The board's id, as it was when it was written: the folder may have been renamed since. */
  board_id: string;
  /** What the script gave as `config`. */
  config: { [key: string]: Json };
  /** `duckdb`, `parquet`, `memory`, or the address of a module. */
  backend: string;
  /** When the run was first started. */
  created_at: string;
  /** The version of the folder's layout. */
  format_version: number;
  /** As the file says; a board that was killed says `running`. */
  status: string;
  /** When the run ended. */
  finished_at?: string;
  /** What the run was started by. */
  runtime: { [key: string]: Json };
}

/** What someone wrote about a board; kept beside the boards, never in them. */
export interface Annotations {
  /** What the board is shown as, instead of its name. At most 500 characters. */
  title?: string;
  /** Text. At most 20,000 characters. */
  notes?: string;
  /** At most 50, of at most 100 characters, none twice. */
  tags: string[];
  /** Whether it is left out of the list by default. */
  hidden: boolean;
}

/** Body of `PATCH /api/boards/:id`: what is left out stays; an empty text removes. */
export type AnnotationsPatch = Partial<Annotations>;

/** One board in the list. */
export interface BoardInfo {
  /** The name of the board's folder. */
  boardId: string;
  /** The board's folder, absolute. */
  boardDir: string;
  /** How it stands. */
  status: ViewerStatus;
  /** Whether a process writes it now. */
  live: boolean;
  /** `null` where it is broken. */
  metadata: ViewerMetadata | null;
  /** When it was first started; `null` where it is broken. */
  createdAt: string | null;
  /** When it ended; `null` where it has not, or nobody wrote it down. */
  finishedAt: string | null;
  /** All files of the folder together, in bytes. */
  sizeBytes: number;
  /** Rows of each table, and metric columns; `null` where it cannot be read. */
  counts: BoardCounts | null;
  /** Why it is broken, or what of it is damaged, in plain words. */
  problems: string[];
  /** Its metrics, in the order of first use. */
  metricNames: string[];
  /** Each metric's last value. Non-finite numbers are strings, see {@linkcode JsonNumber}. */
  last: { [metric: string]: number | string | boolean | null };
  /** The finite extremes of each number, `null` where it has no finite value. */
  best: { [metric: string]: { min: number | null; max: number | null } };
  /** Whether its rows are still being read: counts, metricNames, last and best come later. */
  pending: boolean;
  /** What someone wrote about it. */
  annotations: Annotations;
}

/** How much a board holds. */
export interface BoardCounts {
  /** Rows of the table metrics. */
  steps: number;
  /** Metric columns. */
  metrics: number;
  /** Rows of the table media. */
  media: number;
  /** Rows of the table tables. */
  tables: number;
  /** Rows of the table histograms. */
  histograms: number;
}

/** Answer of `GET /api/boards`. */
export interface BoardsReply {
  /** All boards, or those that came or changed since the version that was given; newest first. */
  boards: BoardInfo[];
  /**
   * Ids of those that have gone since then. `null` where `boards` are all there are: without
   * `since`, or where that is of another server.
   */
  removed: string[] | null;
  /** To be sent as `since` the next time. */
  version: string;
}

/** Body of `DELETE /api/boards/:id`. */
export interface DeleteRequest {
  /** The board's id once more. */
  confirm: string;
}

/** Answer of `DELETE /api/boards/:id`. */
export interface DeleteReply {
  /** The id of the board that is gone. */
  deleted: string;
}

/** One metric of a board. */
export interface MetricInfoJson {
  /** Its name, as logged. */
  name: string;
  /** What it holds. */
  type: "double" | "boolean" | "string";
  /** How many rows have a value. */
  count: number;
  /** The last step that has a value; `null` where none has. */
  lastStep: number | null;
  /** The last value. */
  lastValue: JsonNumber | string | boolean | null;
  /** The least finite value; `null` where there is none. */
  min: number | null;
  /** The greatest finite value; `null` where there is none. */
  max: number | null;
}

/** All that was logged under one name to one of the tables media, tables and histograms. */
export interface NameInfo {
  /** The name, as logged. */
  name: string;
  /** Media only: what it is. A name that has two types is listed twice. */
  type?: MediaKind;
  /** How many rows it has. */
  count: number;
  /** The first row's step. */
  firstStep: number;
  /** The last row's step. */
  lastStep: number;
}

/** Answer of `GET /api/boards/:id`. */
export interface BoardReply {
  /** The name of the board's folder. */
  boardId: string;
  /** The board's folder, absolute. */
  boardDir: string;
  /** `null` where it is broken. */
  metadata: ViewerMetadata | null;
  /** How it stands. */
  status: ViewerStatus;
  /** Whether a process writes it now. */
  live: boolean;
  /** What of it is damaged, in plain words. */
  problems: string[];
  /** Its metrics, in the order of first use. */
  metrics: MetricInfoJson[];
  /** Names of media, in the order of first use. */
  media: NameInfo[];
  /** Names of tables, in the order of first use. */
  tables: NameInfo[];
  /** Names of histograms, in the order of first use. */
  histograms: NameInfo[];
  /** The last step of any table, -1 where there is none. */
  lastStep: number;
  /** The time of the first row of metrics, ms since 1970; `null` where there is none. */
  firstTimestamp: number | null;
  /** What someone wrote about it. */
  annotations: Annotations;
}

/** What a series is drawn over. */
export type SeriesX = "step" | "global_step" | "timestamp" | { metric: string };

/** One line of a chart. */
export interface SeriesRequest {
  /** The board's id. */
  board: string;
  /** The metric's name: a number or a boolean (false is 0, true is 1). */
  metric: string;
  /**
   * What x is. `timestamp`: milliseconds since 1970. Another metric: rows that
   * have both; the points are sorted by x and those with an x that is not
   * finite are left out. Default: `step`.
   */
  x?: SeriesX;
  /** Least x, inclusive. Default: none. */
  from?: number;
  /** Greatest x, inclusive. Default: none. */
  to?: number;
  /**
   * How many points at most, about; 2 to 100,000. Extremes, NaN and ±Infinity are
   * kept, first and last point too. Default: 2000.
   */
  maxPoints?: number;
  /** Only rows above this step: what is new since the last answer's `lastStep`. Default: all. */
  after?: number;
}

/** Body of `POST /api/series`. */
export interface SeriesRequests {
  /** At most 500. They are answered in their order. */
  requests: SeriesRequest[];
}

/** What stands before the numbers of a series. */
export interface SeriesHeader {
  /** As asked. */
  board: string;
  /** As asked. */
  metric: string;
  /** How many points follow. */
  n: number;
  /** How many rows are in the range asked for, before sampling. */
  rowCount: number;
  /** Whether there are fewer points than rows. */
  sampled: boolean;
  /** The last step of these rows; with none, `after`, or -1. The `after` of the next time. */
  lastStep: number;
  /** Why there are no points: this one could not be read, others may be. */
  error?: string;
  /** What went wrong, for programs; with `error`. */
  kind?: ErrorKind;
}

/** One series, as the page has it after `readSeries()` of `series_frame.ts`. */
export interface Series extends SeriesHeader {
  /** Rising; `null` never, an empty `global_step` leaves the row out. */
  x: Float64Array;
  /** NaN and ±Infinity as logged; a step without a value has no point. */
  y: Float64Array;
}

/** What the rows of media, tables and histograms are chosen by: the query of the address. */
export interface RowsQuery {
  /** Only this name. */
  name?: string;
  /** Only this step. */
  step?: number;
  /** Least step, inclusive. */
  from?: number;
  /** Greatest step, inclusive. */
  to?: number;
  /** Only rows above this step. */
  after?: number;
  /** How many rows at most, the first ones; 1 to 10,000. Default: 1000. */
  limit?: number;
}

/** How a medium is shown. */
export type MediaKind = "image" | "video" | "audio";

/**
 * A file of a board's `media` folder. Where it could not be stored, `mediaId`, `url`, `filename`
 * and `format` are empty, and the caption says why.
 */
export interface MediaRef {
  /** The content's sha256, hex. */
  mediaId: string;
  /** How it is shown. */
  type: MediaKind;
  /** Its path on this server: `/media/:id/:filename`. */
  url: string;
  /** The file's name. */
  filename: string;
  /** In bytes. */
  sizeBytes: number;
  /** png, jpeg, gif, mp4 …; lower case. */
  format: string;
  /** In pixels; `null` where it is not known. */
  width: number | null;
  /** In pixels; `null` where it is not known. */
  height: number | null;
  /** What stands under it. */
  caption: string | null;
}

/** One row of the table media. */
export interface MediaRowJson extends MediaRef {
  /** The step it was logged at. */
  step: number;
  /** What `board.step()` had set. */
  globalStep: number | null;
  /** When it was logged. */
  timestamp: string;
  /** The name it was logged under. */
  name: string;
}

/** Answer of `GET /api/boards/:id/media`. */
export interface MediaReply {
  /** Ordered by step, then as logged. */
  rows: MediaRowJson[];
}

/** A cell of a logged table. Numbers as {@linkcode JsonNumber}. */
export type TableCellJson = Json | { mediaId: string };

/** One logged table. */
export interface TableRowJson {
  /** The step it was logged at. */
  step: number;
  /** What `board.step()` had set. */
  globalStep: number | null;
  /** When it was logged. */
  timestamp: string;
  /** The name it was logged under. */
  name: string;
  /** Names of the columns. */
  columns: string[];
  /** `text`, `number`, `boolean` or `media`, for each column. */
  columnTypes: string[];
  /** The cells; those of a media column are `{ mediaId }` or `null`. */
  rows: TableCellJson[][];
}

/** Answer of `GET /api/boards/:id/tables`. */
export interface TablesReply {
  /** Ordered by step, then as logged. */
  rows: TableRowJson[];
  /** Where the media of their cells are, by `mediaId`. */
  media: { [mediaId: string]: MediaRef };
}

/** One logged histogram. */
export interface HistogramRowJson {
  /** The step it was logged at. */
  step: number;
  /** What `board.step()` had set. */
  globalStep: number | null;
  /** When it was logged. */
  timestamp: string;
  /** The name it was logged under. */
  name: string;
  /** The edges: one more than there are counts, rising. */
  bins: number[];
  /** How many values each bin has. */
  counts: number[];
  /** Of the finite values; `null` where there are none. */
  min: JsonNumber | null;
  /** Of the finite values; `null` where there are none. */
  max: JsonNumber | null;
  /** Of the finite values; `null` where there are none. */
  mean: JsonNumber | null;
  /** Of the finite values; `null` where there are none. */
  std: JsonNumber | null;
  /** How many finite values there are. */
  count: number;
  /** How many are NaN. */
  nanCount: number;
  /** How many are infinite. */
  infCount: number;
}

/** Answer of `GET /api/boards/:id/histograms`. With `thin=N`: at most N rows, evenly spaced. */
export interface HistogramsReply {
  /** Ordered by step, then as logged. */
  rows: HistogramRowJson[];
  /** How many rows there are, before `thin` and `limit`. */
  total: number;
}

/** Answer of `GET /api/boards/:id/steps`. */
export interface StepsReply {
  /** Rising, none twice; at most 100,000, the last ones. */
  steps: number[];
}

/**
 * Answer of `GET /api/boards/:id/logs/…`. `?offset=` is a byte; negative: that
 * many bytes before the end. A log that is not there yet is empty.
 */
export interface LogReply {
  /**
   * From `offset`, at most 1 MiB of it. Cut where a character ends, and a
   * negative offset begins after a line's end. Lines of stderr begin with `[STDERR] `.
   */
  text: string;
  /** The byte after the text: to be sent as `offset` the next time. */
  offset: number;
  /** The file's size: there is more where it is above `offset`. */
  size: number;
  /** Whether the file is shorter than the offset asked for, so that `text` is from its beginning. */
  reset: boolean;
}

/** A value that a query is given. */
export type SqlParam = null | boolean | number | string;

/** Body of `POST /api/sql`. */
export interface SqlRequest {
  /** One query that reads, at most 100,000 characters. */
  query: string;
  /** Ask this board: the views are metrics, media, tables and histograms. */
  board?: string;
  /**
   * Ask these boards together: the views have `board_id` first, and `runs` has
   * a row for each board. Default, without `board` either: all boards.
   */
  boards?: string[];
  /** Values of `$1`, `$2` … as a list, of `$name` as an object. Default: none. */
  params?: SqlParam[] | { [name: string]: SqlParam };
  /** How many rows at most; 1 to 10,000. Default: 1000. */
  maxRows?: number;
  /** How long it may take, in milliseconds; 1 to 30,000. Default: 10,000. */
  timeoutMs?: number;
}

/**
 * A cell of an answer: timestamps are ISO 8601, integers beyond ±2^53 text,
 * bytes text in hex (`0x…`), other numbers as {@linkcode JsonNumber}.
 */
export type SqlCell = Json;

/** Answer of `POST /api/sql`. */
export interface SqlReply {
  /** Name and DuckDB type of each column; names may repeat. */
  columns: { name: string; type: string }[];
  /** The rows, cells in the order of the columns. */
  rows: SqlCell[][];
  /** Whether there were more rows. */
  truncated: boolean;
  /** How long it took, in milliseconds. */
  ms: number;
}

/**
 * The events of `GET /api/events` and their data (JSON). They say that
 * something changed, not what: the page asks for it. At most two a second of
 * a kind and board; a page that misses them can ask from time to time instead.
 */
export interface ViewerEvents {
  /** The list has changed: boards came, went, ended, or were annotated. */
  boards: { version: string };
  /** A live board has new rows, or a line in a log. */
  board: { id: string; live: boolean };
}
