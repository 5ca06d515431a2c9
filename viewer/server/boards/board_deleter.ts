import { dirname, join } from "@std/path";
import { LOCK_FILE } from "../../../format/board_lock.ts";
import { hasBoardMarks, isRestOfBoard } from "../../../format/board_marks.ts";
import { LockableFile } from "../../../system/deno.ts";
import { readDir } from "../../../system/entries_in.ts";
import { isNotFound } from "../../../system/error_code.ts";
import { linkInfoIfThere, linkInfoOf } from "../../../system/file_info.ts";
import { messageOf } from "../../../system/message_of.ts";
import { isWindows } from "../../../system/platform.ts";
import { removeTreeLater } from "../../../system/remove.ts";
import { renameLater } from "../../../system/rename.ts";
import { RequestError } from "../http/request_error.ts";
import type { BoardFolders } from "./board_folders.ts";

/** What a deleted folder is called until it is removed: nobody can know the name before. */
const DELETED = /^\.deleted_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Deletes boards, and nothing that is none. */
export class BoardDeleter {
  readonly #folders: BoardFolders;
  /** Device and inode of each folder that is renamed and not removed yet, by its path. */
  readonly #renamed = new Map<string, string>();

  /** Of the boards in a folder; nothing is deleted yet. */
  constructor(folders: BoardFolders) {
    this.#folders = folders;
  }

  /**
   * Removes a board's folder with all its content. Links in it are removed, not
   * followed.
   *
   * @throws {RequestError} `not_found`; `forbidden` if the folder is no board or
   * a process writes it; `failed` if the folder or some of its files cannot be
   * removed.
   */
  async delete(id: string): Promise<void> {
    const dir = this.#folders.find(id);
    checkIsBoard(dir, id);
    // Meanwhile no script can resume the board.
    using lock = openLock(join(dir, LOCK_FILE));
    if (lock !== undefined && !lock.tryLock("exclusive")) {
      throw new RequestError(
        "forbidden",
        `Cannot delete the board "${id}": a process writes it; stop that first`,
        { status: 409 },
      );
    }
    // Windows renames no folder in which a file is open.
    if (isWindows) lock?.close();
    const parent = dirname(dir);
    const deleted = join(parent, `.deleted_${crypto.randomUUID()}`);
    try {
      const { identity } = linkInfoOf(dir);
      // Renamed first, so that nobody sees half a board or starts a run in it.
      await renameLater(dir, deleted);
      this.#renamed.set(deleted, identity);
    } catch (cause) {
      throw new RequestError(
        "failed",
        `Cannot delete the board "${id}": ${(cause as Error).message}`,
        { cause },
      );
    }
    const cause = (await this.#removeDeleted(parent)).get(deleted);
    if (cause === undefined) return;
    throw new RequestError(
      "failed",
      `The board "${id}" is deleted, but some of its files are still in ${deleted}, as one ` +
        `cannot be removed: ${cause.message}; the next delete tries it again`,
      { cause },
    );
  }

  /** Removes all deleted folders, those of earlier deletes too; returns why some remain. */
  async #removeDeleted(parent: string): Promise<Map<string, Error>> {
    const remaining = new Map<string, Error>();
    for (const { name, isDirectory } of readDir(parent)) {
      const path = join(parent, name);
      if (!isDirectory || !DELETED.test(name) || !this.#isDeletedBoard(path)) continue;
      try {
        await removeTreeLater(path);
        this.#renamed.delete(path);
      } catch (error) {
        // Another delete may have removed it.
        if (!isNotFound(error)) remaining.set(path, error as Error);
      }
    }
    return remaining;
  }

  /** Whether we renamed it, or it can only be what another viewer left of a board. */
  #isDeletedBoard(path: string): boolean {
    const identity = this.#renamed.get(path);
    try {
      return identity === undefined
        ? isRestOfBoard(path)
        : identity === linkInfoIfThere(path)?.identity;
    } catch {
      return false; // It cannot be listed: nobody knows what it is.
    }
  }
}

function checkIsBoard(dir: string, id: string): void {
  try {
    if (hasBoardMarks(dir)) return;
  } catch (cause) {
    throw new RequestError("failed", `Cannot delete "${id}": ${(cause as Error).message}`, {
      cause,
    });
  }
  throw new RequestError(
    "forbidden",
    `Cannot delete "${id}": it is no board, as it has no metadata.json of a board and more in ` +
      `it than a board's files; remove ${dir} yourself if nobody needs it`,
  );
}

/** `undefined` if there is no lock: the run has ended. */
function openLock(path: string): LockableFile | undefined {
  try {
    return linkInfoOf(path).isFile ? new LockableFile(path, "write") : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw new RequestError("failed", `Cannot lock ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
