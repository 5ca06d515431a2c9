import * as v from "@badrap/valita";

/** The schema of {@linkcode FileRowJson}. */
export const fileRow = v.object({
  /** Rises from row to row. */
  number: v.number(),
  /** The step of the last log call before it; `null` before the first one. */
  step: v.number().nullable(),
  /** When it was logged. */
  timestamp: v.string().nullable(),
  /** The name that it was logged under. */
  name: v.string(),
  /** The size in bytes. */
  sizeBytes: v.number(),
  /** The SHA-256 of the content, hex. */
  sha256: v.string(),
  /** What was said of it, as JSON; `null` for nothing. */
  metadata: v.string().nullable(),
  /** Its path on this server, `/files/:id/:filename`; `null` where its content is not there any more. */
  url: v.string().nullable(),
  /** The name of the file. */
  filename: v.string(),
});

/** One row of the table files. */
export type FileRowJson = v.Infer<typeof fileRow>;

/** The schema of {@linkcode FilesReply}. */
export const filesReply = v.object({
  /** In the order in which they were logged; the last 10,000. */
  rows: v.array(fileRow),
});

/** Reply of `GET /api/boards/:id/files`. */
export type FilesReply = v.Infer<typeof filesReply>;
