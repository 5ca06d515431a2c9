import { join } from "@std/path";
import { linkInfoIfThere } from "../system/file_info.ts";

/** All folders that this package writes in a board's folder, outer ones first. */
const FOLDERS = [
  "data",
  "data/journal",
  "data/journal/base",
  "data/journal/base.tmp",
  "data/journal.finished",
  "media",
  "logs",
];

/**
 * Checks that the folders in a board are folders of its own: a board that was
 * received may have a link in their place, through which its reader would
 * write, move or remove files of the user's.
 *
 * The board's own folder may be a link, as its user may have put it elsewhere.
 *
 * @throws {Error} Where one is a link, or no folder; nothing was changed.
 */
export function checkBoardFolders(boardDir: string): void {
  for (const folder of FOLDERS) {
    const info = linkInfoIfThere(join(boardDir, folder));
    if (info === undefined || info.isDirectory) continue;
    throw new Error(
      `Cannot open the board ${boardDir}: expected ${folder} to be a folder, found ` +
        (info.isSymlink ? "a link" : "a file"),
    );
  }
}
