import { join } from "@std/path";
import { exists } from "../system/exists.ts";

/** The folder of what takes the place of a board's rows, in the board's folder: only during a rewind. */
export const REWINDING_DIR = "rewinding";

/** Whether the rows of a board are being replaced, or a kill has cut that off. */
export function isRewinding(boardDir: string): boolean {
  return exists(join(boardDir, REWINDING_DIR));
}

/**
 * The folder that has `data/` and `file_checksums.json` of a board: the board's own, but for the
 * moment of a rewind in which its rows are being replaced. `complete_rewind.ts` says when that is.
 */
export function rowsFolderOf(boardDir: string): string {
  const next = join(boardDir, REWINDING_DIR);
  return exists(join(next, "data")) ? next : boardDir;
}
