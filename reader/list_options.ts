import type { BoardSummary } from "./board_summary.ts";
import type { StoreAccess } from "./shared/store_access.ts";

/** How boards are listed. */
export interface ListOptions extends StoreAccess {
  /** Which boards to list; the summary has no counts and sizes yet. Default: all. */
  where?: (board: BoardSummary) => boolean;
  /** How many boards to list at most: the newest of these. Default: all. */
  limit?: number;
  /** Whether rows are counted, which opens each board's files. Default: `true`. */
  counts?: boolean;
  /** Whether sizes are summed up, which lists all files of each board. Default: `true`. */
  sizes?: boolean;
}
