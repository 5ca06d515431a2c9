import { join } from "@std/path";
import type { BoardFolders } from "./board_folders.ts";
import { RequestError } from "./request_error.ts";

/**
 * Removes a board's folder with all that is in it. Links in it are removed,
 * not followed.
 *
 * @throws {RequestError} `forbidden` where a process writes the board,
 * `failed` where the folder cannot be removed.
 */
export async function deleteBoard(folders: BoardFolders, id: string): Promise<void> {
  const dir = folders.find(id);
  // A script that would resume the board meanwhile is held off.
  using lock = openLock(join(dir, ".lock"));
  if (lock !== undefined && !lock.tryLockSync(true)) {
    throw new RequestError(
      "forbidden",
      `Cannot delete the board "${id}": a process writes it; stop that first`,
      { status: 409 },
    );
  }
  // Windows does not rename a folder with an open file in it.
  if (Deno.build.os === "windows") lock?.unlockSync();
  try {
    // Renamed first: nobody shall see half of it, or start a run in it.
    const gone = join(folders.baseDir, `.deleted_${crypto.randomUUID()}`);
    await Deno.rename(dir, gone);
    await Deno.remove(gone, { recursive: true });
  } catch (cause) {
    throw new RequestError(
      "failed",
      `Cannot delete the board "${id}": ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** `undefined` where there is none: the run has ended, or the folder is no board. */
function openLock(path: string): Deno.FsFile | undefined {
  try {
    return Deno.lstatSync(path).isFile ? Deno.openSync(path, { write: true }) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new RequestError("failed", `Cannot lock ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
