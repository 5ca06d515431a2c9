import type { BoardSummary } from "./board_summary.ts";

/** Which boards of a folder to open: those that match all of these. */
export interface BoardFilter {
  /** Ids, unique beginnings of ids, unique names of runs, or `"latest"`. */
  ids?: readonly string[];
  /** The status of the run, or several of which one must match. */
  status?: BoardSummary["status"] | readonly BoardSummary["status"][];
  /** The name of the run. */
  name?: string;
  /** Any other condition. */
  where?: (board: BoardSummary) => boolean;
}
