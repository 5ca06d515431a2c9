import * as v from "@badrap/valita";
import { mediaKind } from "./media_kind.ts";
import { loggedRow } from "./rows.ts";

/** The schema of {@linkcode MediaRef}. */
export const mediaRef = v.object({
  /** The sha256 of the content, hex. */
  mediaId: v.string(),
  /** How it is shown. */
  type: mediaKind,
  /** Its address, relative to the page's: `media/:id/:filename`. */
  url: v.string(),
  /** The name of the file. */
  filename: v.string(),
  /** The size in bytes. */
  sizeBytes: v.number(),
  /** png, jpeg, gif, mp4 …; lower case. */
  format: v.string(),
  /** In pixels; `null` if it is unknown. */
  width: v.number().nullable(),
  /** In pixels; `null` if it is unknown. */
  height: v.number().nullable(),
  /** The caption that was logged with it. */
  caption: v.string().nullable(),
});

/**
 * A file of a board's `media` folder. If the file could not be stored, then
 * `mediaId`, `url`, `filename` and `format` are empty, and the caption says why.
 */
export type MediaRef = v.Infer<typeof mediaRef>;

/** The schema of {@linkcode MediaRowJson}. */
export const mediaRow = mediaRef.extend(loggedRow);

/** One row of the table media. */
export type MediaRowJson = v.Infer<typeof mediaRow>;

/** The schema of {@linkcode MediaReply}. */
export const mediaReply = v.object({
  /** Ordered by step, then as logged. */
  rows: v.array(mediaRow),
});

/** Reply of `GET /api/boards/:id/media`. */
export type MediaReply = v.Infer<typeof mediaReply>;
