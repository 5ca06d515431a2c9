import { join } from "@std/path";
import { LockableFile } from "../../../system/deno.ts";
import { readDir } from "../../../system/entries_in.ts";
import { isNotFound } from "../../../system/error_code.ts";
import { linkInfoOf } from "../../../system/file_info.ts";
import { isWindows } from "../../../system/machine.ts";
import { removeTreeLater } from "../../../system/remove.ts";
import { renameLater } from "../../../system/rename.ts";
import { RequestError } from "../http/request_error.ts";
import type { BoardFolders } from "./board_folders.ts";

/** A deleted folder's name begins so until it is removed. */
const DELETED_PREFIX = ".deleted_";

/**
 * Removes a board's folder with all its content. Links in it are removed, not
 * followed.
 *
 * @throws {RequestError} `forbidden` if a process writes the board, `failed` if
 * the folder or some of its files cannot be removed.
 */
export async function deleteBoard(folders: BoardFolders, id: string): Promise<void> {
  const dir = folders.find(id);
  // Meanwhile no script can resume the board.
  using lock = openLock(join(dir, ".lock"));
  if (lock !== undefined && !lock.tryLock("exclusive")) {
    throw new RequestError(
      "forbidden",
      `Cannot delete the board "${id}": a process writes it; stop that first`,
      { status: 409 },
    );
  }
  // Windows does not rename a folder that contains an open file.
  if (isWindows) lock?.unlock();
  const name = `${DELETED_PREFIX}${crypto.randomUUID()}`;
  const deleted = join(folders.baseDir, name);
  try {
    // Renamed first, so that nobody sees half a board or starts a run in it.
    await renameLater(dir, deleted);
  } catch (cause) {
    throw new RequestError(
      "failed",
      `Cannot delete the board "${id}": ${(cause as Error).message}`,
      { cause },
    );
  }
  const cause = (await removeDeleted(folders.baseDir)).get(name);
  if (cause === undefined) return;
  throw new RequestError(
    "failed",
    `The board "${id}" is deleted, but some of its files are still in ${deleted}, as one cannot be ` +
      `removed: ${cause.message}; the next delete tries it again`,
    { cause },
  );
}

/** Removes all deleted folders, those of earlier deletes too; returns why some remain. */
async function removeDeleted(baseDir: string): Promise<Map<string, Error>> {
  const remaining = new Map<string, Error>();
  for (const { name, isDirectory } of readDir(baseDir)) {
    if (!isDirectory || !name.startsWith(DELETED_PREFIX)) continue;
    try {
      await removeTreeLater(join(baseDir, name));
    } catch (error) {
      // Another delete may have removed it.
      if (!isNotFound(error)) remaining.set(name, error as Error);
    }
  }
  return remaining;
}

/** `undefined` if there is no lock: the run has ended, or the folder is no board. */
function openLock(path: string): LockableFile | undefined {
  try {
    return linkInfoOf(path).isFile ? new LockableFile(path, "write") : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw new RequestError("failed", `Cannot lock ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
