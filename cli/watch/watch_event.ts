import * as v from "@badrap/valita";
import { formatDuration } from "../../format/format_duration.ts";

/** So much of an alert's text is told. */
const MAX_TEXT = 3000;

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

/** An event in one line, as people read it. */
export function eventText(event: WatchEvent): string {
  const { boardId, name, group, rank } = event;
  const of = [group, rank === null ? null : `rank ${rank}`].filter((part) => part !== null);
  const place = [boardId, ...of].join(", ");
  return `${name} (${place}) ${whatHappened(event)}`;
}

function whatHappened(event: WatchEvent): string {
  const { kind, level, title, text, reason, step, durationMs } = event;
  const at = step === null ? "" : ` at step ${step}`;
  const took = durationMs === undefined ? "" : ` ${formatDuration(durationMs)}`;
  switch (kind) {
    case "alert":
      return `${level}: ${title}${at}${text ? `: ${text.slice(0, MAX_TEXT)}` : ""}`;
    case "stalled":
      return `has logged nothing for${took}, since step ${step ?? "–"}`;
    case "recovered":
      return `logs again${at}`;
    case "finished":
      return `has finished${took && ` after${took}`}${at}`;
    case "crashed":
    case "interrupted":
      return `${kind === "crashed" ? "has" : "was"} ${kind}${at}${reason ? `: ${reason}` : ""}`;
  }
}
