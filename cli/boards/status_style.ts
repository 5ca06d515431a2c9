import type { BoardSummary } from "../../reader/mod.ts";
import type { Style } from "../text/terminal_style.ts";

/** The status of a run in a list; a training is `incomplete` where ranks are missing. */
export type ListedStatus = BoardSummary["status"] | "incomplete";

const STATUS_STYLES: Readonly<Record<ListedStatus, Style>> = {
  running: "cyan",
  finished: "green",
  crashed: "red",
  interrupted: "yellow",
  incomplete: "yellow",
  broken: ["red", "bold"],
};

/** The colour in which a status is printed. */
export function statusStyle(status: ListedStatus): Style {
  return STATUS_STYLES[status];
}
