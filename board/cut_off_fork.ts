import { join } from "@std/path";
import { CHECKSUMS_FILE } from "../format/board_checksums.ts";
import { BACKUP_FILE, METADATA_FILE } from "../format/metadata.ts";
import { exists } from "../system/exists.ts";
import { removeFileIfThere, removeTreeIfThere } from "../system/remove.ts";
import { writeFile } from "../system/write_file.ts";

/** In the folder of a fork until it is a board: what a kill leaves is known by it. */
const MARKER = "forking";
/** What is there only once a fork is a board. */
const OF_BOARDS = [METADATA_FILE, BACKUP_FILE, CHECKSUMS_FILE, "data/journal"];
/** What a fork makes before it is one. */
const REMAINS = ["data", "data.tmp", "media", "files", MARKER];

/** A board's folder is about to get the history of another one. */
export function beginFork(boardDir: string): void {
  writeFile(join(boardDir, MARKER), "");
}

/** The fork is a board by now. */
export function endFork(boardDir: string): void {
  removeFileIfThere(join(boardDir, MARKER));
}

/**
 * Removes what a fork has left that was cut off before it was a board. The lock of the folder is held.
 *
 * @returns Whether there was any.
 */
export function clearCutOffFork(boardDir: string): boolean {
  if (!exists(join(boardDir, MARKER))) return false;
  if (OF_BOARDS.some((name) => exists(join(boardDir, name)))) {
    endFork(boardDir);
    return false;
  }
  for (const name of REMAINS) removeTreeIfThere(join(boardDir, name)); // The marker last.
  return true;
}
