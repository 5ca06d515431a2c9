import { basename, join } from "@std/path";
import { LOCK_FILE } from "../../format/board_lock.ts";
import { BACKUP_FILE, METADATA_FILE } from "../../format/metadata.ts";
import { isPermissionDenied } from "../../system/error_code.ts";
import { exists } from "../../system/exists.ts";

const MARKS = [METADATA_FILE, `${METADATA_FILE}.tmp`, BACKUP_FILE, "data", LOCK_FILE];
/** A file system's own folder, in which only its administrator may look. */
const LOST_AND_FOUND = "lost+found";

/**
 * Whether a folder looks like a board, be it a broken one. One that may not be looked into may be
 * another user's board: to leave it out without a word would lose it, for a sync of all boards say.
 */
export function looksLikeBoard(dir: string): boolean {
  try {
    return MARKS.some((name) => exists(join(dir, name)));
  } catch (error) {
    return isPermissionDenied(error) && basename(dir) !== LOST_AND_FOUND;
  }
}
