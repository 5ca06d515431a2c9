import { join } from "@std/path";
import { entriesIn } from "../system/entries_in.ts";
import { type FileInfo, linkInfoIfThere } from "../system/file_info.ts";
import { LOCK_FILE } from "./board_lock.ts";

/** Files of these folders are read by whoever views the board, and never written again. */
const UNCHANGING: readonly string[] = ["media", "files"];
/** `data/journal.finished/base` is the deepest folder that this package makes. */
const MAX_DEPTH = 3;

/**
 * The files of a board that whoever resumes it may write, copy or move: all but its media, its
 * logged files and its lock, which is made anew.
 */
export function* filesOfBoard(boardDir: string): Generator<FileInfo & { path: string }> {
  yield* filesIn(boardDir, 0);
}

function* filesIn(dir: string, depth: number): Generator<FileInfo & { path: string }> {
  for (const { name, isFile, isDirectory } of entriesIn(dir)) {
    if (depth === 0 && name === LOCK_FILE) continue;
    const path = join(dir, name);
    if (isDirectory && depth < MAX_DEPTH && !(depth === 0 && UNCHANGING.includes(name))) {
      yield* filesIn(path, depth + 1);
    }
    const info = isFile ? linkInfoIfThere(path) : undefined;
    if (info?.isFile) yield { ...info, path };
  }
}
