import * as v from "@badrap/valita";
import { fields, integerText } from "./schema.ts";

/** The parameters of `GET /api/boards/:id/logs/…`. */
export const logQuery = fields({
  /** The first byte; negative: so many bytes before the end. Default: 0. */
  offset: integerText().optional(() => 0),
});

/** The schema of {@linkcode LogReply}. */
export const logReply = v.object({
  /**
   * The log from `offset` on, at most 1 MiB. It ends with a whole character,
   * and after a negative offset it begins with a whole line. Lines of stderr
   * begin with `[STDERR] `.
   */
  text: v.string(),
  /** The byte after the text: to be sent as `offset` the next time. */
  offset: v.number(),
  /** The size of the file: there is more to read if it is above `offset`. */
  size: v.number(),
  /** Whether the file is shorter than the offset asked for, so that `text` is its beginning. */
  reset: v.boolean(),
});

/** Reply of `GET /api/boards/:id/logs/…`. A log that does not exist yet is empty. */
export type LogReply = v.Infer<typeof logReply>;
