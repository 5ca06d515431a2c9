import type { BoardSummary } from "./board_summary.ts";

/** Which boards of a folder to open: those to which all that is given applies. */
export interface BoardFilter {
  /** Ids, or unique beginnings of ids, or `"latest"`. */
  ids?: readonly string[];
  /** How the run stands. */
  status?: BoardSummary["status"] | readonly BoardSummary["status"][];
  /** What the run is called. */
  name?: string;
  /** Anything else. */
  where?: (board: BoardSummary) => boolean;
}
