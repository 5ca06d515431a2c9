import { createDir } from "../../system/make_dir.ts";
import { isAlreadyExists, isNotFound } from "../../system/error_code.ts";
import { linkInfoIfThere } from "../../system/file_info.ts";
import { removeTreeIfThere } from "../../system/remove.ts";
import { rename } from "../../system/rename.ts";
import { sleepSync } from "../../system/sleep.ts";

/** It is held for as long as a file is compared and renamed: whoever holds it longer was killed. */
const STALE_MS = 60_000;
const RETRY_MS = 20;

/**
 * A lock by a folder, for file systems without locks: each of them makes a folder for one process
 * alone. Nobody frees it when its process is killed, so that it is taken over once it is old.
 */
export class DirLock implements Disposable {
  readonly #path: string;
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
    const start = performance.now();
    while (!this.#isHeld) {
      try {
        createDir(this.#path);
        this.#isHeld = true;
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
        const waitedMs = performance.now() - start;
        if (this.#removeStale(nowMs + waitedMs)) continue;
        if (waitedMs >= patienceMs) return false;
        sleepSync(RETRY_MS);
      }
    }
    return true;
  }

  /** Gives it back. */
  [Symbol.dispose](): void {
    if (this.#isHeld) removeTreeIfThere(this.#path);
    this.#isHeld = false;
  }

  #removeStale(nowMs: number): boolean {
    const info = linkInfoIfThere(this.#path);
    if (info === undefined) return true;
    if (nowMs - info.mtimeMs < STALE_MS) return false;
    const aside = `${this.#path}.${crypto.randomUUID()}`; // Of several who see it, one succeeds.
    try {
      rename(this.#path, aside);
    } catch (error) {
      if (isNotFound(error)) return true;
      throw error;
    }
    removeTreeIfThere(aside);
    return true;
  }
}
