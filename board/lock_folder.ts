import { dirname, join } from "@std/path";
import { BoardLock, LOCK_FILE } from "../format/board_lock.ts";
import { BoardLockedError } from "../format/errors.ts";
import { entriesIn } from "../system/entries_in.ts";
import { isAlreadyExists, isMissing } from "../system/error_code.ts";
import { infoIfThere } from "../system/file_info.ts";
import { LocksUnsupportedError } from "../system/locks_unsupported_error.ts";
import { createDir } from "../system/make_dir.ts";
import { removeEmptyDir, removeTreeIfThere } from "../system/remove.ts";
import { createBaseDir, notReadableError, notWritableError } from "./create_base_dir.ts";

/** How often a folder is made that another process removes before it is locked. */
const MAX_ATTEMPTS = 10;

/** Whether there is a board's folder. Throws where a file has its name. */
export function isFolder(path: string): boolean {
  try {
    const info = infoIfThere(path);
    if (info === undefined) return false;
    if (info.isDirectory) return true;
  } catch (error) {
    // Its parent is not a folder: creating it will fail, with an error that says so.
    if (isMissing(error)) return false;
    throw notReadableError(dirname(path), error);
  }
  throw new Error(`Cannot create the board ${path}: there is a file of this name`);
}

/**
 * Locks a board's folder, and makes it where there is none.
 *
 * @returns `isNew`: whether it is of our making, and nobody else had it before; `isEmpty`: whether
 * it is of our making, and there is nothing in it but the lock.
 */
export function lockFolder(
  boardDir: string,
): { lock: BoardLock; isNew: boolean; isEmpty: boolean } {
  for (let attempt = 1;; attempt++) {
    const isOurs = !isFolder(boardDir) && createFolder(boardDir);
    try {
      const lock = takeLock(boardDir);
      const names = isOurs ? entriesIn(boardDir).map(({ name }) => name) : [];
      const isNew = isOurs && !names.includes("data");
      return { lock, isNew, isEmpty: isOurs && names.every((name) => name === LOCK_FILE) };
    } catch (error) {
      // Another process may remove the folder meanwhile: it prunes the board.
      if (!isFolder(boardDir) && attempt < MAX_ATTEMPTS) continue;
      if (isOurs) removeIfEmpty(boardDir);
      throw error;
    }
  }
}

/** Makes the folder, and returns whether another process has not just made it. */
function createFolder(boardDir: string): boolean {
  createBaseDir(boardDir);
  try {
    createDir(boardDir);
    return true;
  } catch (error) {
    // Whoever gets the lock has the board.
    if (isAlreadyExists(error)) return false;
    throw notWritableError(dirname(boardDir), error);
  }
}

/** Removes all that is in a folder but the lock, which is held. */
export function emptyFolder(boardDir: string): void {
  for (const { name } of entriesIn(boardDir)) {
    if (name !== LOCK_FILE) removeTreeIfThere(join(boardDir, name));
  }
}

/** Removes a folder that was made for a board, unless another process has taken it. */
export function removeIfEmpty(boardDir: string): void {
  try {
    removeEmptyDir(boardDir);
  } catch {
    // Another process has taken it.
  }
}

function takeLock(boardDir: string): BoardLock {
  try {
    return new BoardLock(boardDir);
  } catch (error) {
    const isKnown = error instanceof BoardLockedError || error instanceof LocksUnsupportedError;
    throw isKnown ? error : notWritableError(boardDir, error);
  }
}
