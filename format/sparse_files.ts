import { basename, dirname, join } from "@std/path";
import { isDataFile } from "./data_files.ts";
import { filesOfBoard } from "./files_of_board.ts";
import { isLogFile } from "./log_files.ts";
import { isMostlyHoles } from "./mostly_holes.ts";
import { parsePieceKey } from "./remote_names.ts";

/**
 * Which file of a board the disk has next to nothing of, in words; `undefined` where none is so:
 * whoever resumes, sends or shares the board would copy it. What somebody has put beside the board's
 * own files is neither read nor copied, and may be as it is.
 *
 * @param backend The board's backend.
 */
export function findSparseFile(boardDir: string, backend: string): string | undefined {
  for (const file of filesOfBoard(boardDir)) {
    if (!isMostlyHoles(file)) continue;
    if (isForeign(boardDir, file.path, backend)) continue;
    return `expected ${file.path} to be on the disk as a whole, found ${file.allocatedBytes} of ` +
      `its ${file.size} bytes there; the rest are holes, which a copy would fill; to open the ` +
      "board all the same, put a full copy in its place";
  }
}

/**
 * Checks that the disk has about as much of each file of a board as its size says, as
 * {@linkcode findSparseFile} does.
 *
 * @throws {Error} Where it has not; nothing was changed.
 */
export function checkSparseFiles(boardDir: string, backend: string): void {
  const reason = findSparseFile(boardDir, backend);
  if (reason !== undefined) throw new Error(`Cannot open the board ${boardDir}: ${reason}`);
}

/** Whether a file is none of the board's own. */
function isForeign(boardDir: string, path: string, backend: string): boolean {
  const [dir, name] = [dirname(path), basename(path)];
  if (dir === join(boardDir, "data")) return !isDataFile(name, backend);
  if (dir !== join(boardDir, "logs")) return false;
  return !isLogFile(name) && parsePieceKey(`logs/${name}`) === undefined; // Pieces are of a sync.
}
