import type { BoardInfo } from "../../../protocol/api.ts";

/** What each status of a run means. */
export const STATUS_MEANINGS: Record<BoardInfo["status"], string> = {
  running: "a process writes it now",
  finished: "it ended as its script meant",
  crashed: "it ended by an error, or was killed",
  interrupted: "it was ended by a signal, as of Ctrl+C",
  broken: "its folder cannot be read",
};

/** A run's status in words: the status, why it ended so or what the status means. */
export function describeStatus({ status, reason }: Pick<BoardInfo, "status" | "reason">): string {
  return `${status}: ${reason || STATUS_MEANINGS[status]}`;
}
