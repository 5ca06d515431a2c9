import { dirname, join } from "@std/path";
import { BoardLockedError } from "./errors.ts";

/** The file that is locked. It says by whom, and is gone when the board is finished. */
export const LOCK_FILE = ".lock";
/** A reader that asks whether the board is live has the lock of a dead one for a moment. */
const PATIENCE_MS = 100;
const RETRY_MS = 2;

/** The process that has a board's lock. */
export interface LockOwner {
  /** Its id. */
  pid: number;
  /** Its machine; `null` where it may not ask. */
  hostname: string | null;
}

/** This process, as it stands in the lock files that it has. */
export function thisProcess(): LockOwner {
  return { pid: Deno.pid, hostname: hostname() };
}

function hostname(): string | null {
  try {
    const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
    return state === "granted" ? Deno.hostname() : null;
  } catch {
    return null;
  }
}

/**
 * The right to write a board: an advisory lock on a file in its folder. The
 * system frees it when the process ends, however that happens, and it holds
 * against another Board of the same process too.
 */
export class BoardLock {
  readonly #path: string;
  #file?: Deno.FsFile;

  /**
   * Takes the lock of a board.
   *
   * @throws {BoardLockedError} Where a live process, this one included, has it.
   */
  constructor(boardDir: string) {
    this.#path = join(boardDir, LOCK_FILE);
    this.take();
  }

  /** Takes the lock again, after it was released. */
  take(): void {
    const deadline = performance.now() + PATIENCE_MS;
    while (this.#file === undefined) {
      const file = Deno.openSync(this.#path, { create: true, write: true });
      if (!file.tryLockSync(true)) {
        file.close();
        if (performance.now() < deadline) {
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
          continue;
        }
        throw new BoardLockedError(
          `Cannot write to the board ${dirname(this.#path)}: another Board, of this process or ` +
            `another, writes it; finish that one first, or use another boardId`,
        );
      }
      // Else its last owner removed it between our opening and locking it.
      if (isSameFile(file, this.#path)) this.#file = file;
      else file.close();
    }
    this.#signName(this.#file);
  }

  /** For a reader in this process, which must not touch the board's DuckDB file. */
  #signName(file: Deno.FsFile): void {
    try {
      file.truncateSync(0);
      file.writeSync(new TextEncoder().encode(`${JSON.stringify(thisProcess())}\n`));
    } catch {
      // On a full disk the lock holds without its text.
    }
  }

  /** Whether it is ours. */
  get held(): boolean {
    return this.#file !== undefined;
  }

  /** Gives the lock back. Safe to call twice. */
  release(): void {
    if (this.#file === undefined) return;
    try {
      Deno.removeSync(this.#path);
    } catch {
      // Without the folder there is nothing left to lock.
    }
    this.#file.close();
    this.#file = undefined;
  }
}

function isSameFile(file: Deno.FsFile, path: string): boolean {
  try {
    const ours = file.statSync();
    const there = Deno.statSync(path);
    return ours.ino === there.ino && ours.dev === there.dev;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
