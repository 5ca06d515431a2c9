import { join } from "@std/path";
import { LockableFile } from "../system/deno.ts";
import { isMissing } from "../system/error_code.ts";
import { isThere } from "../system/exists.ts";
import { LocksUnsupportedError } from "../system/locks_unsupported_error.ts";
import { LOCK_FILE, type LockOwner, thisProcess } from "./board_lock.ts";

/** Whether a process, this one included, writes a board now: whether its `.lock` is held. */
export function isLive(boardDir: string): boolean {
  return lockOwner(boardDir) !== undefined;
}

/** Whether it is this process that writes a board now. */
export function isWrittenHere(boardDir: string): boolean {
  const owner = lockOwner(boardDir);
  const here = thisProcess();
  if (owner?.pid !== here.pid) return false;
  return owner.hostname === null || here.hostname === null || owner.hostname === here.hostname;
}

/** The process that holds a board's lock, as far as it names itself; `undefined` where none does. */
function lockOwner(boardDir: string): Partial<LockOwner> | undefined {
  const path = join(boardDir, LOCK_FILE);
  if (!isThere(path)) return undefined; // As in most boards; errors for it would take longer.
  let file: LockableFile;
  try {
    file = new LockableFile(path, "read");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  using lockFile = file;
  try {
    if (lockFile.tryLock("shared")) {
      lockFile.unlock(); // To close it is not enough while another thread starts a process.
      return undefined;
    }
  } catch (error) {
    // Without locks, who writes the board removes the file at its end.
    if (!(error instanceof LocksUnsupportedError)) throw error;
  }
  try {
    return JSON.parse(lockFile.readText());
  } catch {
    return {};
  }
}
