import { basename, dirname, join } from "@std/path";
import { entriesIn } from "../system/entries_in.ts";

/** All folders that this package writes in a board's folder, outer ones first; `live` a sync. */
const FOLDERS = [
  "data",
  "data/journal",
  "data/journal/base",
  "data/journal/base.tmp",
  "data/journal/deferred",
  "data/journal.finished",
  "media",
  "files",
  "logs",
  "live",
  "rewound",
  "rewinding",
  "rewinding/data",
  "rewinding.tmp",
];
/** Those that have others in them. To list one costs as much as to look for one name that is missing. */
const OUTER_FOLDERS = new Set(FOLDERS.map((folder) => dirname(folder)));

/**
 * Which folder in a board is none of its own, in words; `undefined` where all
 * are: a board that was received may have a link in the place of one, through
 * which its reader would write, move or remove files of the user's.
 *
 * The board's own folder may be a link, as its user may have put it elsewhere.
 */
export function findForeignFolder(boardDir: string): string | undefined {
  const listed = new Map([[".", entriesIn(boardDir)]]);
  for (const folder of FOLDERS) {
    const entry = listed.get(dirname(folder))?.find(({ name }) => name === basename(folder));
    if (entry === undefined) continue;
    const path = join(boardDir, folder);
    if (!entry.isDirectory) {
      return `expected ${path} to be a folder, found ${entry.isSymlink ? "a link" : "a file"}`;
    }
    if (OUTER_FOLDERS.has(folder)) listed.set(folder, entriesIn(path));
  }
}

/**
 * Checks that the folders in a board are its own, as {@linkcode findForeignFolder} does, and that a
 * writer knows where all of its rows are.
 *
 * @throws {Error} Where one is not; nothing was changed.
 */
export function checkBoardFolders(boardDir: string): void {
  const reason = findForeignFolder(boardDir);
  if (reason !== undefined) throw new Error(`Cannot open the board ${boardDir}: ${reason}`);
  if (entriesIn(join(boardDir, "live")).length === 0) return;
  throw new Error(
    `Cannot open the board ${boardDir}: a sync has sent it while its run went on, and its last ` +
      "rows are in live/, where a run that goes on would not find them; fetch it with kobo pull, " +
      "and go on with that",
  );
}
