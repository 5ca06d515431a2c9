import { dirname, join, resolve } from "@std/path";
import { entriesIn } from "../system/entries_in.ts";
import { codeOf, isAlreadyExists, isMissing } from "../system/error_code.ts";
import { exists } from "../system/exists.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { FileLock } from "../system/file_lock.ts";
import { LocksUnsupportedError } from "../system/locks_unsupported_error.ts";
import { makeDir } from "../system/make_dir.ts";
import { nameFile } from "../system/name_file.ts";
import { OpenFile } from "../system/open_file.ts";
import { removeFileIfThere, removeTreeIfThere } from "../system/remove.ts";
import { rename } from "../system/rename.ts";
import { syncDirLater } from "../system/sync_dir.ts";
import { messageOf } from "../system/message_of.ts";
import { pid } from "../system/this_process.ts";
import { versionOf, versionOfOpen } from "./content_version.ts";
import { DirLock } from "./dir_lock.ts";
import { checkKey, checkPrefix, OWN_FOLDER } from "./check_key.ts";
import type { FolderChanges } from "./folder_changes.ts";
import { objectsIn } from "./folder_objects.ts";
import { isFolder } from "./is_folder.ts";
import type {
  PutCondition,
  Store,
  StoreCallOptions,
  StoreContent,
  StoredBytes,
  StoredObject,
  StoreListOptions,
} from "./store.ts";
import { isStoreError, StoreError, type StoreErrorKind } from "./store_error.ts";
import { type StreamedContent, writeDurably } from "./write_durably.ts";

const PAGE = 1000;
/** Changes of names take no longer than a slow disk; what a killed process held, the system frees. */
const LOCK_PATIENCE_MS = 10_000;
/** Beside it is what somebody makes who takes it, see `dir_lock.ts`. */
const LOCK_FOLDER = "lock_folder";
/** A file that is still being written is younger. */
const STALE_MS = 24 * 3_600_000;

/** What the system's codes are among a store's errors; all others are `unavailable`. */
const KINDS: Readonly<Record<string, StoreErrorKind>> = {
  ENOENT: "not_found",
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "denied",
  ENOSPC: "full",
  EDQUOT: "full",
  ENOTDIR: "invalid",
  EISDIR: "invalid",
  ELOOP: "invalid",
  EIRREGULAR: "invalid",
  ENAMETOOLONG: "bad_key",
};

/**
 * A store in a folder: another disk, or a network share. An object is the file that its key leads to.
 *
 * A file is written in `.kobo_store/`, fsynced, and then given its name: by a second name for the
 * file where there must be none yet, which the system refuses to all but one; else by renaming it
 * under a lock, which is held while the version is compared. No link in the folder is followed.
 */
export class FolderStore implements Store {
  /** The folder, absolute. */
  readonly address: string;
  readonly #ownDir: string;
  /** Where a share is unmounted, only its mount point is left: nothing is written there. */
  #mayBeMade: boolean;

  /**
   * @param path The folder; its last part is made with the first object.
   * @throws {StoreError} `no_store` where the folder that it is in is missing, or it is none.
   */
  constructor(path: string) {
    this.address = resolve(path);
    this.#ownDir = join(this.address, OWN_FOLDER);
    this.#mayBeMade = !isFolder(this.address);
  }

  /** Writes an object. */
  async put(
    key: string,
    content: StoreContent | StreamedContent,
    condition?: PutCondition,
    options: StoreCallOptions & FolderChanges = {},
  ): Promise<string> {
    checkKey(key);
    return await this.#named(`write ${key}`, async () => {
      if (this.#mayBeMade) makeDir(this.address);
      this.#makeFolder(OWN_FOLDER);
      this.#mayBeMade = false;
      this.#removeStale();
      const path = this.#path(key);
      const beside = join(this.#ownDir, `${crypto.randomUUID()}.tmp`);
      try {
        await writeDurably(beside, content, options);
        const version = versionOf(beside);
        options.beforeNaming?.();
        // Of one that is to be replaced the folder is there, or it is refused and none is made.
        if (typeof condition === "object") this.#checkFolders(dirname(key));
        else this.#makeFolder(dirname(key));
        const replaced = this.#place(key, beside, path, condition);
        options.onNamed?.(replaced);
        await syncDirLater(dirname(path));
        return version;
      } catch (error) {
        removeFileIfThere(beside);
        throw error;
      }
    });
  }

  /** Reads a part of an object. */
  async get(
    key: string,
    offset: number,
    length: number,
    { signal }: StoreCallOptions = {},
  ): Promise<StoredBytes> {
    checkKey(key);
    return await this.#named(`read ${key}`, async () => {
      signal?.throwIfAborted();
      this.#checkFolders(dirname(key));
      using file = await OpenFile.openLater(this.#path(key));
      const { size } = file;
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      const count = await file.readLater(bytes, offset);
      return { bytes: bytes.subarray(0, count), size, version: versionOfOpen(file) };
    });
  }

  /** Lists objects. */
  async *list(
    prefix: string,
    { signal, onDenied }: StoreListOptions = {},
  ): AsyncGenerator<StoredObject[]> {
    checkPrefix(prefix);
    signal?.throwIfAborted();
    if (!isFolder(this.address) && !this.#mayBeMade) throw this.#gone();
    this.#checkFolders(prefix === "" ? "." : prefix.slice(0, -1));
    let page: StoredObject[] = [];
    for (const object of objectsIn(this.address, prefix, onDenied)) {
      signal?.throwIfAborted();
      page.push(object);
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  /** Removes an object. */
  async delete(key: string, { onRemoved }: StoreCallOptions & FolderChanges = {}): Promise<void> {
    checkKey(key);
    await this.#named(`remove ${key}`, async () => {
      this.#checkFolders(dirname(key));
      const path = this.#path(key);
      const there = linkInfoIfThere(path);
      if (there?.isDirectory) throw irregular(key, "a folder");
      if (!removeFileIfThere(path)) return;
      onRemoved?.(there?.size ?? 0);
      await syncDirLater(dirname(path));
    }).catch((error) => {
      if (!isStoreError(error, "not_found")) throw error;
    });
  }

  /** Holds nothing. */
  [Symbol.dispose](): void {}

  #path(key: string): string {
    return join(this.address, ...key.split("/"));
  }

  /** Gives a file that is written its name. @returns How many bytes the one had that it replaces. */
  #place(key: string, beside: string, path: string, condition?: PutCondition): number | undefined {
    const isThere = () =>
      new StoreError("conflict", `Cannot write ${key} in ${this.address}: it is there already`);
    if (condition === "absent") {
      try {
        if (nameFile(beside, path) === "named") return undefined;
      } catch (error) {
        throw isAlreadyExists(error) ? isThere() : error;
      }
    }
    using _ = this.#lock(beside);
    const there = linkInfoIfThere(path);
    if (there !== undefined && !there.isFile) {
      throw irregular(key, there.isSymlink ? "a link" : "a folder");
    }
    if (condition === "absent" && there !== undefined) throw isThere();
    const isChanged = typeof condition === "object" &&
      (there === undefined || versionOf(path) !== condition.version);
    if (isChanged) {
      throw new StoreError("conflict", `Cannot write ${key} in ${this.address}: it was changed`);
    }
    rename(beside, path);
    return there?.size;
  }

  /** @param beside A file that was just written: its time is that of the file system's clock. */
  #lock(beside: string): Disposable {
    const lock = new FileLock(join(this.#ownDir, "lock"));
    try {
      if (lock.tryTake(`${pid}\n`, LOCK_PATIENCE_MS)) return lock;
    } catch (error) {
      if (!(error instanceof LocksUnsupportedError)) throw error;
      const dirLock = new DirLock(join(this.#ownDir, LOCK_FOLDER));
      const nowMs = linkInfoIfThere(beside)?.mtimeMs ?? Date.now();
      if (dirLock.tryTake(nowMs, LOCK_PATIENCE_MS)) return dirLock;
    }
    throw new StoreError(
      "unavailable",
      `Cannot write to ${this.address}: another process holds ${lock.path}`,
    );
  }

  /** Makes the folders of a key. Each must be one: a link would lead out of the store. */
  #makeFolder(folder: string): void {
    let path = this.address;
    for (const name of folder === "." ? [] : folder.split("/")) {
      path = join(path, name);
      makeDir(path);
      checkFolder(path); // Before anything is made in it.
    }
  }

  #checkFolders(folder: string): void {
    let path = this.address;
    for (const name of folder === "." ? [] : folder.split("/")) {
      path = join(path, name);
      checkFolder(path);
    }
  }

  /** What a killed process was writing, or made to take the lock with. */
  #removeStale(): void {
    for (const { name } of entriesIn(this.#ownDir)) {
      const path = join(this.#ownDir, name);
      if (name.startsWith(`${LOCK_FOLDER}.`)) {
        const { mtimeMs = Infinity } = linkInfoIfThere(path) ?? {};
        if (Date.now() - mtimeMs > STALE_MS) removeTreeIfThere(path);
        continue;
      }
      const info = name.endsWith(".tmp") ? linkInfoIfThere(path) : undefined;
      if (info === undefined) continue;
      const isOld = Date.now() - info.mtimeMs > STALE_MS;
      if (isOld || info.linkCount > 1) removeFileIfThere(path); // One that has its name already.
    }
  }

  #gone(cause?: unknown): StoreError {
    return new StoreError("no_store", `Cannot use the folder ${this.address}: it is gone`, {
      cause,
    });
  }

  async #named<Result>(action: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error;
      if (isMissing(error) && !this.#mayBeMade && !exists(this.address)) throw this.#gone(error);
      const kind = KINDS[code] ?? "unavailable";
      const message = `Cannot ${action} in ${this.address}: ${messageOf(error)}`;
      throw new StoreError(kind, message, { cause: error });
    }
  }
}

/** @throws {StoreError} `invalid` where there is something else than a folder: a link, say. */
function checkFolder(path: string): void {
  const info = linkInfoIfThere(path);
  if (info !== undefined && !info.isDirectory) {
    throw irregular(path, info.isSymlink ? "a link" : "a file", "a folder");
  }
}

function irregular(name: string, found: string, expected = "a file"): StoreError {
  return new StoreError("invalid", `Cannot use ${name}: expected ${expected}, found ${found}`);
}
