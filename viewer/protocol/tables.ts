import * as v from "@badrap/valita";
import { type Json, json } from "./json.ts";
import { mediaRef } from "./media.ts";
import { loggedRow } from "./rows.ts";

/** A cell of a logged table. Numbers as `JsonNumber`. */
export type TableCellJson = Json | { mediaId: string };

/** The schema of {@linkcode TableCellJson}: an object is JSON too. */
export const tableCell: v.Type<TableCellJson> = json;

/** The schema of {@linkcode TableRowJson}. */
export const tableRow = v.object({
  ...loggedRow,
  /** Names of the columns. */
  columns: v.array(v.string()),
  /** `text`, `number`, `boolean` or `media`, per column. */
  columnTypes: v.array(v.string()),
  /** The cells; those of a media column are `{ mediaId }` or `null`. */
  rows: v.array(v.array(tableCell)),
});

/** One logged table. */
export type TableRowJson = v.Infer<typeof tableRow>;

/** The schema of {@linkcode TablesReply}. */
export const tablesReply = v.object({
  /** Ordered by step, then as logged. */
  rows: v.array(tableRow),
  /** The media of their cells, by `mediaId`. */
  media: v.record(mediaRef),
});

/** Reply of `GET /api/boards/:id/tables`. */
export type TablesReply = v.Infer<typeof tablesReply>;
