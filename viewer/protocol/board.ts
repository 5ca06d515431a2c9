import * as v from "@badrap/valita";
import { annotations } from "./annotations.ts";
import { viewerMetadata, viewerStatus } from "./boards.ts";
import { jsonNumber } from "./json.ts";
import { mediaKind } from "./media_kind.ts";

/** The schema of {@linkcode MetricInfoJson}. */
export const metricInfo = v.object({
  /** The name, as logged. */
  name: v.string(),
  /** The type of its values. */
  type: v.union(v.literal("double"), v.literal("boolean"), v.literal("string")),
  /** How many rows have a value. */
  count: v.number(),
  /** The last step that has a value; `null` if none has. */
  lastStep: v.number().nullable(),
  /** The last value. */
  lastValue: v.union(jsonNumber, v.string(), v.boolean(), v.null()),
  /** The least finite value; `null` if there is none. */
  min: v.number().nullable(),
  /** The greatest finite value; `null` if there is none. */
  max: v.number().nullable(),
});

/** One metric of a board. */
export type MetricInfoJson = v.Infer<typeof metricInfo>;

/** The schema of {@linkcode NameInfo}. */
export const nameInfo = v.object({
  /** The name, as logged. */
  name: v.string(),
  /** Media only: their type. A name with media of two types is listed twice. */
  type: mediaKind.optional(),
  /** How many rows it has. */
  count: v.number(),
  /** The step of the first row. */
  firstStep: v.number(),
  /** The step of the last row. */
  lastStep: v.number(),
});

/** All that was logged under one name to one of the tables media, tables and histograms. */
export type NameInfo = v.Infer<typeof nameInfo>;

/** The schema of {@linkcode BoardReply}. */
export const boardReply = v.object({
  /** The name of the board's folder. */
  boardId: v.string(),
  /** The board's folder, absolute. */
  boardDir: v.string(),
  /** `null` if the board is broken. */
  metadata: viewerMetadata.nullable(),
  /** The status of the run. */
  status: viewerStatus,
  /** Whether a process writes the board now. */
  live: v.boolean(),
  /** What of the board is damaged, in plain words. */
  problems: v.array(v.string()),
  /** Its metrics, in the order of first use. */
  metrics: v.array(metricInfo),
  /** Names of media, in the order of first use. */
  media: v.array(nameInfo),
  /** Names of tables, in the order of first use. */
  tables: v.array(nameInfo),
  /** Names of histograms, in the order of first use. */
  histograms: v.array(nameInfo),
  /** The last step of any table, -1 if there is none. */
  lastStep: v.number(),
  /** The time of the first row of metrics, ms since 1970; `null` if there is none. */
  firstTimestamp: v.number().nullable(),
  /** What people wrote about the board. */
  annotations,
});

/** Reply of `GET /api/boards/:id`. */
export type BoardReply = v.Infer<typeof boardReply>;
