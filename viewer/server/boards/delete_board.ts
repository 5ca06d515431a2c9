import { join } from "@std/path";
import type { BoardFolders } from "./board_folders.ts";
import { RequestError } from "../http/request_error.ts";

/** What a folder is called from when it is deleted until it is removed. */
const GONE = ".deleted_";

/**
 * Removes a board's folder with all that is in it. Links in it are removed,
 * not followed.
 *
 * @throws {RequestError} `forbidden` where a process writes the board,
 * `failed` where the folder cannot be removed, or not all of it.
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
  const name = `${GONE}${crypto.randomUUID()}`;
  const gone = join(folders.baseDir, name);
  try {
    // Renamed first: nobody shall see half of it, or start a run in it.
    await Deno.rename(dir, gone);
  } catch (cause) {
    throw new RequestError(
      "failed",
      `Cannot delete the board "${id}": ${(cause as Error).message}`,
      { cause },
    );
  }
  const cause = (await sweep(folders.baseDir)).get(name);
  if (cause === undefined) return;
  throw new RequestError(
    "failed",
    `The board "${id}" is deleted, but some of its files are still in ${gone}, as one cannot be ` +
      `removed: ${cause.message}; the next delete tries it again`,
    { cause },
  );
}

/** Removes what was deleted, also by processes that did not come to its end; returns what stays. */
async function sweep(baseDir: string): Promise<Map<string, Error>> {
  const left = new Map<string, Error>();
  for (const { name, isDirectory } of [...Deno.readDirSync(baseDir)]) {
    if (!isDirectory || !name.startsWith(GONE)) continue;
    try {
      await Deno.remove(join(baseDir, name), { recursive: true });
    } catch (error) {
      // Another delete may sweep, too.
      if (!(error instanceof Deno.errors.NotFound)) left.set(name, error as Error);
    }
  }
  return left;
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
