import { promises, renameSync } from "node:fs";
import { join } from "node:path";
import { readDir } from "./entries_in.ts";
import { codeOf } from "./error_code.ts";
import { linkInfoIfThere } from "./file_info.ts";
import { makeDir } from "./make_dir.ts";
import { removeEmptyDir } from "./remove.ts";
import { syncDir } from "./sync_dir.ts";
import { whileHeld, whileHeldLater } from "./while_held.ts";

/**
 * Gives a file or folder another name, at once; a file of that name is replaced.
 *
 * @throws {Error} With the system's code; all is as it was then.
 */
export function rename(from: string, to: string): void {
  whileHeld(() => renameSync(from, to));
}

/** As {@linkcode rename}, without holding up the thread. */
export function renameLater(from: string, to: string): Promise<void> {
  return whileHeldLater(() => promises.rename(from, to));
}

/**
 * Gives a folder another name, which nothing has. A folder that came with a container's image, in a
 * lower layer of an overlay file system, can have none (`EXDEV`): what is in it is moved then, from
 * the last name to the first. Where that is cut off, the next call goes on with it.
 *
 * @throws {Error} With the system's code.
 */
export function renameDir(from: string, to: string): void {
  try {
    return rename(from, to);
  } catch (error) {
    if (codeOf(error) !== "EXDEV" || !linkInfoIfThere(from)?.isDirectory) throw error;
  }
  makeDir(to);
  for (const { name, isDirectory } of readDir(from).reverse()) {
    const move = isDirectory ? renameDir : rename;
    move(join(from, name), join(to, name));
  }
  syncDir(to);
  removeEmptyDir(from);
}
