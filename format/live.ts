import { join } from "@std/path";
import { LOCK_FILE, type LockOwner, thisProcess } from "./board_lock.ts";

/** Whether a process, this one included, writes a board now: whether its `.lock` is held. */
export function isLive(boardDir: string): boolean {
  return writerOf(boardDir) !== undefined;
}

/** Whether it is this process that writes a board now. */
export function isWrittenHere(boardDir: string): boolean {
  const writer = writerOf(boardDir);
  const here = thisProcess();
  if (writer?.pid !== here.pid) return false;
  return writer.hostname === null || here.hostname === null || writer.hostname === here.hostname;
}

/** The process that holds a board's lock, as far as it says; `undefined` where none does. */
function writerOf(boardDir: string): Partial<LockOwner> | undefined {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(join(boardDir, LOCK_FILE));
  } catch (error) {
    const isNone = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isNone) return undefined;
    throw error;
  }
  using held = file;
  if (held.tryLockSync(false)) {
    held.unlockSync(); // To close it is not enough while another thread starts a process.
    return undefined;
  }
  try {
    const bytes = new Uint8Array(1024);
    return JSON.parse(new TextDecoder().decode(bytes.subarray(0, held.readSync(bytes) ?? 0)));
  } catch {
    return {};
  }
}
