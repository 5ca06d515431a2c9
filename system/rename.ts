import { promises, renameSync } from "node:fs";
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
