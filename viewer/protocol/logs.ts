import * as v from "@badrap/valita";
import { fields, integerText } from "./schema.ts";

/** The parameters of `GET /api/boards/:id/logs/…`. */
export const logQuery = fields({
  /** The first byte; negative: so many bytes before the end. Default: 0. */
  offset: integerText().optional(() => 0),
  /** Instead of `offset`: the byte that the text ends before. */
  before: integerText(0).optional(),
});

/** What a client asks for: one of the two fields, or neither. */
export type LogQuery = { offset?: number } | { before: number };

/** The schema of {@linkcode LogReply}. */
export const logReply = v.object({
  /**
   * A part of the log, at most 1 MiB of the file. It ends with a whole character; before a byte,
   * and after a negative offset, it begins with a whole line, or, where a line is longer than the
   * part, with a whole character. What is no UTF-8 is U+FFFD in it, so its length says nothing of
   * the file. Lines of stderr begin with `[STDERR] `.
   */
  text: v.string(),
  /** The byte of the file with which the text begins: to be sent as `before` for what is before. */
  begin: v.number(),
  /** The byte after the text: to be sent as `offset` the next time. */
  offset: v.number(),
  /** The size of the file: there is more to read if it is above `offset`. */
  size: v.number(),
  /** Whether the file is shorter than the byte asked for, so that `text` is its beginning. */
  reset: v.boolean(),
});

/** Reply of `GET /api/boards/:id/logs/…`. A log that does not exist yet is empty. */
export type LogReply = v.Infer<typeof logReply>;
