/**
 * A lock without locks. Whoever wants it makes a folder of another name with a folder in it that is
 * called as nothing else is, and renames it to the lock's name, which fails where the lock has
 * something in it. So who holds it stands in it, and whoever takes it over from somebody who was
 * killed removes that one's folder by its name, and never the one of who was faster.
 *
 * @module
 */
import { join } from "@std/path";
import { createDir } from "../system/make_dir.ts";
import { codeOf, isAlreadyExists, isNotFound } from "../system/error_code.ts";
import { entriesIn } from "../system/entries_in.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { removeEmptyDir, removeTreeIfThere } from "../system/remove.ts";
import { rename } from "../system/rename.ts";
import { sleepSync } from "../system/sleep.ts";

/** It is held for as long as a file is compared and renamed: whoever holds it longer was killed. */
const STALE_MS = 60_000;
const RETRY_MS = 20;
/** What systems say where a folder cannot be renamed to one that has something in it, or removed. */
const NOT_EMPTY = ["ENOTEMPTY", "EEXIST", "EPERM", "EACCES", "EBUSY"];

/**
 * A lock by a folder, for file systems without locks. Nobody frees it when its process is killed, so
 * that it is taken over once it is old.
 */
export class DirLock implements Disposable {
  readonly #path: string;
  readonly #owner: string = crypto.randomUUID();
  #isHeld = false;

  /** Names the folder. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Takes the lock, unless another has it.
   *
   * @param nowMs The time by the file system's own clock: that of this machine may be another.
   * @param patienceMs For how long it is tried, holding up the thread.
   * @returns Whether it is ours.
   */
  tryTake(nowMs: number, patienceMs: number): boolean {
    if (this.#isHeld) return true;
    const start = performance.now();
    const beside = `${this.#path}.${this.#owner}`;
    createDir(beside);
    try {
      createDir(join(beside, this.#owner));
      for (;;) {
        const waitedMs = performance.now() - start;
        if (this.#isFree(nowMs + waitedMs) && this.#place(beside)) return this.#isHeld = true;
        if (waitedMs >= patienceMs) return false;
        sleepSync(RETRY_MS);
      }
    } finally {
      if (!this.#isHeld) removeTreeIfThere(beside);
    }
  }

  /** Gives it back. */
  [Symbol.dispose](): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    removeTreeIfThere(join(this.#path, this.#owner));
    removeIfEmpty(this.#path);
  }

  /** Whether nobody holds it, or nobody any more: what somebody left who was killed is removed. */
  #isFree(nowMs: number): boolean {
    const isOld = (path: string) => {
      const info = linkInfoIfThere(path);
      return info === undefined || nowMs - info.mtimeMs >= STALE_MS;
    };
    const owners = entriesIn(this.#path);
    // An empty one is being given back or taken over at this moment.
    if (owners.length === 0) return isOld(this.#path) && removeIfEmpty(this.#path);
    for (const { name } of owners) {
      const path = join(this.#path, name);
      if (!isOld(path)) return false;
      removeTreeIfThere(path);
    }
    return removeIfEmpty(this.#path);
  }

  #place(beside: string): boolean {
    try {
      rename(beside, this.#path);
      return true;
    } catch (error) {
      if (isHeldBy(error)) return false;
      throw error;
    }
  }
}

/** Whether there is no folder now. */
function removeIfEmpty(path: string): boolean {
  try {
    removeEmptyDir(path);
    return true;
  } catch (error) {
    if (isNotFound(error)) return true;
    if (isHeldBy(error)) return false;
    throw error;
  }
}

function isHeldBy(error: unknown): boolean {
  return isAlreadyExists(error) || NOT_EMPTY.includes(codeOf(error) ?? "");
}
