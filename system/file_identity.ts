import { isNotFound } from "./error_code.ts";
import { infoOf } from "./file_info.ts";

/**
 * What tells one file or folder from another of the same name: device and inode. `undefined` where
 * there is none.
 *
 * A file system may give the inode of what was removed to the next file or folder, unless somebody
 * has it open. Of a board's folder it does not while the board's lock is held: Linux keeps the folder
 * of an open file, removed or not. Windows and macOS do not use numbers again.
 */
export function identityOf(path: string): string | undefined {
  try {
    return infoOf(path).identity;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
