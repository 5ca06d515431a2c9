import { constants, promises } from "node:fs";
import { removeFileIfThere } from "./remove.ts";

/**
 * Copies a file without holding up the thread: cloned, where the file system can. One that is there
 * is removed first, so that no link of that name is followed. Nothing makes the copy durable.
 *
 * @throws {Error} With the system's code, as `ENOSPC`.
 */
export function copyFileLater(from: string, to: string): Promise<void> {
  removeFileIfThere(to);
  return promises.copyFile(from, to, constants.COPYFILE_EXCL);
}
