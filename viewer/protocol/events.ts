import * as v from "@badrap/valita";

/** The schema of {@linkcode ViewerEvents}. */
export const viewerEvents = v.object({
  /** The list has changed: boards came, went, ended, or were annotated. */
  boards: v.object({ version: v.string() }),
  /** A live board has new rows, or a line in a log. */
  board: v.object({ id: v.string(), live: v.boolean() }),
  /** The stream is alive: one every 15 seconds. */
  ping: v.object({}),
});

/**
 * The events of `GET /api/events` and their data (JSON). They say that
 * something changed, not what: the page then requests it. There are at most two
 * per second of a kind and board. A page without events can poll instead.
 */
export type ViewerEvents = v.Infer<typeof viewerEvents>;
