import * as v from "@badrap/valita";

/** The schema of {@linkcode AlertRowJson}. */
export const alertRow = v.object({
  /** Rises from row to row. */
  number: v.number(),
  /** The step of the last log call before it; `null` before the first one. */
  step: v.number().nullable(),
  /** When it was raised. */
  timestamp: v.string().nullable(),
  /** How much it matters. */
  level: v.union(v.literal("info"), v.literal("warn"), v.literal("error")),
  /** What has happened. */
  title: v.string(),
  /** More of it; `null` for nothing. */
  text: v.string().nullable(),
});

/** One row of the table alerts. */
export type AlertRowJson = v.Infer<typeof alertRow>;

/** The schema of {@linkcode AlertsReply}. */
export const alertsReply = v.object({
  /** In the order in which they were raised; the last 1,000. Of a long text they have the beginning. */
  rows: v.array(alertRow),
});

/** Reply of `GET /api/boards/:id/alerts`. */
export type AlertsReply = v.Infer<typeof alertsReply>;
