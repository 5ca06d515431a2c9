import { promises, rmdirSync, rmSync } from "node:fs";
import { isNotFound } from "./error_code.ts";
import { whileHeld, whileHeldLater } from "./while_held.ts";

/** Removes a file, or a link and not what it leads to. @throws {Error} `ENOENT` where there is none. */
export function removeFile(path: string | URL): void {
  whileHeld(() => rmSync(path));
}

/** Removes a file where there is one, and says whether there was. */
export function removeFileIfThere(path: string | URL): boolean {
  return ifThere(() => removeFile(path));
}

/** Removes a folder that has nothing in it. @throws {Error} `ENOTEMPTY` where it has. */
export function removeEmptyDir(path: string): void {
  whileHeld(() => rmdirSync(path));
}

/**
 * Removes a folder with all that is in it, or a file. Links are removed, not followed.
 *
 * @throws {Error} `ENOENT` where there is none; another code where some of it cannot be removed.
 */
export function removeTree(path: string): void {
  whileHeld(() => rmSync(path, { recursive: true }));
}

/** Removes a folder with all that is in it where there is one, and says whether there was. */
export function removeTreeIfThere(path: string): boolean {
  return ifThere(() => removeTree(path));
}

/** As {@linkcode removeTree}, without holding up the thread. */
export function removeTreeLater(path: string): Promise<void> {
  return whileHeldLater(() => promises.rm(path, { recursive: true }));
}

function ifThere(remove: () => void): boolean {
  try {
    remove();
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
