import { promises } from "node:fs";

/**
 * Copies a file, over one that is there, without holding up the thread: cloned, where the file
 * system can. Nothing makes the copy durable.
 *
 * @throws {Error} With the system's code, as `ENOSPC`.
 */
export function copyFileLater(from: string, to: string): Promise<void> {
  return promises.copyFile(from, to);
}
