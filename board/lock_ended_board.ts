import { BoardLock } from "../format/board_lock.ts";
import { BoardLockedError } from "../format/errors.ts";
import { LocksUnsupportedError } from "../system/locks_unsupported_error.ts";
import { messageOf } from "../system/message_of.ts";

/**
 * Locks a board whose run has ended.
 *
 * @param boardDir The absolute path of the board's folder.
 * @param purpose What it is locked for, as errors have it.
 * @throws {BoardLockedError} Where a live Board writes to it.
 * @throws {Error} Where the folder cannot be written to, or its file system has no locks.
 */
export function lockEndedBoard(boardDir: string, purpose: "fork" | "repair" | "rewind"): BoardLock {
  try {
    return new BoardLock(boardDir);
  } catch (error) {
    const begin = `Cannot ${purpose} ${boardDir}:`;
    if (error instanceof BoardLockedError) {
      throw new BoardLockedError(
        `${begin} it is live, a process writes it; wait for its end, or stop it first`,
      );
    }
    if (error instanceof LocksUnsupportedError) throw error;
    throw new Error(`${begin} the folder cannot be written to (${messageOf(error)})`, {
      cause: error,
    });
  }
}
