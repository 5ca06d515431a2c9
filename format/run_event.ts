import { formatDuration } from "./format_duration.ts";

/** So much of an alert's text is told. */
const MAX_TEXT = 3000;

/** What may happen to a run. */
export type RunEventKind =
  | "alert"
  | "stalled"
  | "recovered"
  | "finished"
  | "crashed"
  | "interrupted";

/** Something that happened to a run, and that people want to hear of. */
export interface RunEvent {
  kind: RunEventKind;
  boardId: string;
  /** The run's title, or its name. */
  name: string;
  group: string | null;
  rank: number | null;
  /** The last step by then; `null` before the first. */
  step: number | null;
  /** Of an alert: how much it matters. */
  level?: string;
  /** Of an alert. */
  title?: string;
  /** Of an alert. */
  text?: string | null;
  /** Why a run has ended so; `null` where nobody knows. */
  reason?: string | null;
  /** How long the run took, or has logged nothing, in milliseconds. */
  durationMs?: number;
}

/** An event in one line, as people read it. */
export function eventText(event: RunEvent): string {
  const { boardId, name, group, rank } = event;
  const of = [group, rank === null ? null : `rank ${rank}`].filter((part) => part !== null);
  const place = [boardId, ...of].join(", ");
  return `${name} (${place}) ${whatHappened(event)}`;
}

function whatHappened(event: RunEvent): string {
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
