import { join } from "@std/path";
import { attempt } from "../system/attempt.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { LOCK_FILE } from "./board_lock.ts";
import { BACKUP_FILE } from "./metadata.ts";
import { RECORD_KEY } from "./remote_names.ts";

/** What a script leaves in the folder of a board that it writes, and no sync sends. */
const SCRIPT_FILES = [LOCK_FILE, BACKUP_FILE, "data/journal", "data/board.duckdb"];

/**
 * Whether a folder is a board that a sync has sent, in the layout of `remote_names.ts`: its rows are
 * in `data/` and `live/`, and its output in pieces. Never throws.
 */
export function isSentBoard(boardDir: string): boolean {
  return attempt(() => linkInfoIfThere(join(boardDir, RECORD_KEY))?.isFile) ?? false;
}

/** Whether a script writes, or has written, a board in this folder: it is no copy of another place's. */
export function isScriptsBoard(boardDir: string): boolean {
  return SCRIPT_FILES.some((name) => linkInfoIfThere(join(boardDir, name)) !== undefined);
}
