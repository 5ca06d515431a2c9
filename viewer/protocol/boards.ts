import * as v from "@badrap/valita";
import { annotations } from "./annotations.ts";
import { json } from "./json.ts";
import { fields, text } from "./schema.ts";

/** A board's id in a request: the name of its folder. */
export const boardId = text(1000);

/** The schema of {@linkcode ViewerStatus}. */
export const viewerStatus = v.union(
  v.literal("running"),
  v.literal("finished"),
  v.literal("crashed"),
  v.literal("interrupted"),
  v.literal("broken"),
);

/** The status of a run. `broken`: its folder cannot be read as a board. */
export type ViewerStatus = v.Infer<typeof viewerStatus>;

/** The schema of {@linkcode ViewerMetadata}. */
export const viewerMetadata = v.object({
  /** The name of the run. */
  name: v.string(),
  /** The board's id when it was written; the folder may have been renamed since. */
  board_id: v.string(),
  /** The script's `config`. */
  config: v.record(json),
  /** `duckdb`, `parquet`, `memory`, or the address of a module. */
  backend: v.string(),
  /** When the run was first started. */
  created_at: v.string(),
  /** The board that this one is a fork of, and the last step that it has of it. */
  forked_from: v.object({ board_id: v.string(), step: v.number() }).optional(),
  /** The version of the folder's layout. */
  format_version: v.number(),
  /** The status in the file; a board that was killed says `running`. */
  status: v.string(),
  /** The group that the script named; people may have changed it: see `annotations`. */
  group: v.string().nullable(),
  /** Which process of one training this is, from 0. */
  rank: v.number().nullable(),
  /** How many processes the training has. */
  world_size: v.number().nullable(),
  /** The tags that the script gave; people may have changed them: see `annotations`. */
  tags: v.array(v.string()),
  /** The script's notes; people may have changed them: see `annotations`. */
  notes: v.string().nullable(),
  /** The first line of the error that the run ended by, or the code that it ended with. */
  error: v.string().optional(),
  /** When the run ended. */
  finished_at: v.string().optional(),
  /** What of the config has changed since the run began. */
  config_changes: v.array(
    v.object({
      at: v.string(),
      path: v.array(v.string()),
      from: json.optional(),
      to: json.optional(),
    }),
  ).optional(),
  /** Which value of a metric counts for the run as a whole. */
  summary: v.record(v.string()).optional(),
  /** Values that the script has set for the run as a whole. */
  summary_values: v.record(json).optional(),
  /** When the run was resumed, each time. */
  resumed_at: v.array(v.string()).optional(),
  /** For how long it had ended before, all times together, in milliseconds. */
  paused_ms: v.number().optional(),
  /** The program that started the run. */
  runtime: v.record(json),
});

/** The content of a board's `metadata.json`. */
export type ViewerMetadata = v.Infer<typeof viewerMetadata>;

/** The schema of {@linkcode BoardCounts}. */
export const boardCounts = v.object({
  /** Rows of the table metrics. */
  steps: v.number(),
  /** Metric columns. */
  metrics: v.number(),
  /** Rows of the table media. */
  media: v.number(),
  /** Rows of the table tables. */
  tables: v.number(),
  /** Rows of the table histograms. */
  histograms: v.number(),
});

/** How much a board holds. */
export type BoardCounts = v.Infer<typeof boardCounts>;

/** The schema of {@linkcode BoardInfo}. */
export const boardInfo = v.object({
  /** The name of the board's folder. */
  boardId: v.string(),
  /** The board's folder, absolute. */
  boardDir: v.string(),
  /** The status of the run. */
  status: viewerStatus,
  /**
   * Whether its rows cannot be read: it is broken, or a backend of its script's has them. `problems`
   * says why. What is not read yet, is taken to be readable.
   */
  isUnreadable: v.literal(true).optional(),
  /** Whether a process writes the board now. */
  live: v.boolean(),
  /** Why the run has not ended well: its error, or that it was killed, and after how long. */
  reason: v.string().nullable(),
  /** `null` if the board is broken. Of a longer text it has the first 1,000 characters. */
  metadata: viewerMetadata.nullable(),
  /** Whether the metadata is not all there is: `GET /api/boards/:id` has all of it. */
  isCut: v.literal(true).optional(),
  /** When the run was first started; `null` if the board is broken. */
  createdAt: v.string().nullable(),
  /** When the board last went back to an earlier row: what was sent of its rows before holds no more. */
  rewoundAt: v.string().optional(),
  /** When the run ended; `null` if it has not, or if that was not recorded. */
  finishedAt: v.string().nullable(),
  /** The sizes of all files of the folder together, in bytes. */
  sizeBytes: v.number(),
  /** Rows of each table, and metric columns; `null` if they cannot be read. */
  counts: boardCounts.nullable(),
  /** Why the board is broken or unreadable, or what of it is damaged, in plain words. */
  problems: v.array(v.string()),
  /** Its metrics, in the order of first use. */
  metricNames: v.array(v.string()),
  /** The last value of each metric, a text's beginning. Non-finite numbers are strings, see `JsonNumber`. */
  last: v.record(v.union(v.number(), v.string(), v.boolean(), v.null())),
  /** The finite extremes of each number; `null` if it has no finite value. */
  best: v.record(v.object({ min: v.number().nullable(), max: v.number().nullable() })),
  /**
   * What counts for the run as a whole, as its script says, by name. Non-finite numbers are strings,
   * see `JsonNumber`.
   */
  summary: v.record(v.union(v.number(), v.string(), v.boolean(), v.null())),
  /** Whether its rows are still being read: `counts`, `metricNames`, `last` and `best` follow. */
  pending: v.boolean(),
  /** The last step of any table, -1 if there is none; left out while `pending`, and of shared boards. */
  lastStep: v.number().optional(),
  /** When the last row was logged, ms since 1970; `null` without a row. Left out as `lastStep` is. */
  lastRowAt: v.number().nullable().optional(),
  /** How many alerts there are. Left out as `lastStep` is. */
  alertCount: v.number().optional(),
  /** What people wrote about the board. */
  annotations,
});

/** One board in the list. */
export type BoardInfo = v.Infer<typeof boardInfo>;

/** The parameters of `GET /api/boards`. */
export const boardsQuery = fields({
  /** The version of the list that the client has. Default: none, so all boards. */
  since: text(100).optional(),
});

/** The schema of {@linkcode BoardsReply}. */
export const boardsReply = v.object({
  /** All boards, or those that came or changed since the version given; newest first. */
  boards: v.array(boardInfo),
  /**
   * Ids of the boards that have gone since then. `null` if `boards` lists all: without `since`,
   * or if that version is another server's.
   */
  removed: v.array(v.string()).nullable(),
  /** To be sent as `since` the next time. */
  version: v.string(),
});

/** Reply of `GET /api/boards`. */
export type BoardsReply = v.Infer<typeof boardsReply>;

/** The schema of {@linkcode DeleteRequest}. */
export const deleteRequest = fields({
  /** The board's id once more. */
  confirm: boardId,
});

/** Body of `DELETE /api/boards/:id`. */
export type DeleteRequest = v.Infer<typeof deleteRequest>;

/** The schema of {@linkcode DeleteReply}. */
export const deleteReply = v.object({
  /** The id of the board that was deleted. */
  deleted: v.string(),
});

/** Reply of `DELETE /api/boards/:id`. */
export type DeleteReply = v.Infer<typeof deleteReply>;
