import type { BoardSummary } from "../../reader/mod.ts";
import type { Style } from "../text/terminal_style.ts";

const STATUS_STYLES: Readonly<Record<BoardSummary["status"], Style>> = {
  running: "cyan",
  finished: "green",
  crashed: "red",
  interrupted: "yellow",
  broken: ["red", "bold"],
};

/** The colour in which a status is printed. */
export function statusStyle(status: BoardSummary["status"]): Style {
  return STATUS_STYLES[status];
}
