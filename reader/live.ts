import { join } from "@std/path";

/** Whether a process, this one included, writes a board now: whether its `.lock` is held. */
export function isLive(boardDir: string): boolean {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(join(boardDir, ".lock"));
  } catch (error) {
    const isNone = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isNone) return false;
    throw error;
  }
  using held = file;
  return !held.tryLockSync(false);
}
