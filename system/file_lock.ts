import { attempt } from "./attempt.ts";
import { LockableFile } from "./deno.ts";
import { findMovedFile } from "./find_moved_file.ts";
import { removeFile } from "./remove.ts";
import { sleepSync } from "./sleep.ts";

const RETRY_MS = 2;

/**
 * A lock by a file that is there only while it is held. The system frees it when the process
 * ends, however that happens, and it holds against others in the same process too.
 */
export class FileLock implements Disposable {
  #path: string;
  #file?: LockableFile;

  /** Names the file; {@linkcode tryTake} makes it. */
  constructor(path: string) {
    this.#path = path;
  }

  /** The file's path, as it was last known. */
  get path(): string {
    return this.#path;
  }

  /**
   * Finds the file, whose folder may have been renamed while the lock is held.
   *
   * @returns Its path as of now; `undefined` where it is gone, or the lock is not held.
   */
  locate(): string | undefined {
    const file = this.#file;
    if (file === undefined) return undefined;
    const isIt = (path: string) => attempt(() => file.isAt(path)) === true;
    const found = isIt(this.#path) ? this.#path : findMovedFile(this.#path, isIt);
    this.#path = found ?? this.#path;
    return found;
  }

  /** Whether it is ours. */
  get held(): boolean {
    return this.#file !== undefined;
  }

  /**
   * Takes the lock, unless another has it, and writes a text into the file: who has it, say.
   *
   * @param patienceMs For how long it is tried, holding up the thread: who looks whether the lock
   * is held has it for a moment.
   * @returns Whether it is ours.
   * @throws {Error} With the system's code, where the file cannot be made.
   */
  tryTake(text: string, patienceMs: number): boolean {
    const deadline = performance.now() + patienceMs;
    while (this.#file === undefined) {
      const file = new LockableFile(this.path, "create");
      if (!this.#tryLock(file)) {
        file.close();
        if (performance.now() >= deadline) return false;
        sleepSync(RETRY_MS);
        continue;
      }
      const isThere = file.isAt(this.path); // Else its last owner has just removed it.
      if (isThere && !file.isLinked) this.#file = file;
      else {
        // The text would be written into a file that is somebody's under another name.
        if (isThere) removeFile(this.path);
        file.close();
      }
    }
    try {
      this.#file.writeText(text);
    } catch {
      // On a full disk the lock holds without its text.
    }
    return true;
  }

  /**
   * Has the file alone, for where there are no locks: whoever finds a text in it leaves it alone.
   * Nobody frees it when the process is killed.
   *
   * @returns Whether it is ours.
   */
  tryTakeUnlocked(text: string): boolean {
    const file = new LockableFile(this.path, "create");
    if (!file.isEmpty || file.isLinked) {
      file.close();
      return false;
    }
    file.writeText(text);
    this.#file = file;
    return true;
  }

  /** Where there are no locks, nothing of the attempt stays. */
  #tryLock(file: LockableFile): boolean {
    try {
      return file.tryLock("exclusive");
    } catch (error) {
      if (file.isEmpty) removeFile(this.path);
      file.close();
      throw error;
    }
  }

  /** Removes the file and gives the lock back. Safe to call twice. */
  release(): void {
    if (this.#file === undefined) return;
    try {
      const path = this.locate();
      if (path !== undefined) removeFile(path);
    } catch {
      // Without the folder there is nothing left to lock.
    }
    this.#file.close();
    this.#file = undefined;
  }

  /** Gives the lock back. */
  [Symbol.dispose](): void {
    this.release();
  }
}
