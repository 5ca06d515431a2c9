import * as v from "@badrap/valita";

/** The schema of {@linkcode WatchEvent}. */
export const watchEvent = v.object({
  /** No two events have the same, also those of two processes: who receives one twice can tell. */
  id: v.string(),
  kind: v.union(
    v.literal("alert"),
    v.literal("stalled"),
    v.literal("recovered"),
    v.literal("finished"),
    v.literal("crashed"),
    v.literal("interrupted"),
  ),
  boardId: v.string(),
  /** The run's title, or its name. */
  name: v.string(),
  group: v.string().nullable(),
  rank: v.number().nullable(),
  /** When it happened, or was seen: ISO 8601, UTC. */
  at: v.string(),
  /** The last step by then; `null` before the first. */
  step: v.number().nullable(),
  /** Of an alert: how much it matters. */
  level: v.string().optional(),
  /** Of an alert. */
  title: v.string().optional(),
  /** Of an alert. */
  text: v.string().nullable().optional(),
  /** Why a run has ended so; `null` where nobody knows. */
  reason: v.string().nullable().optional(),
  /** How long the run took, or has logged nothing, in milliseconds. */
  durationMs: v.number().optional(),
});

/** Something that people want to hear of. */
export type WatchEvent = v.Infer<typeof watchEvent>;
