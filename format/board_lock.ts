import { dirname, join } from "@std/path";
import { envVariable } from "../system/env_variable.ts";
import { FileLock } from "../system/file_lock.ts";
import { LocksUnsupportedError } from "../system/locks_unsupported_error.ts";
import { hostName } from "../system/machine.ts";
import { pid } from "../system/this_process.ts";
import { BoardLockedError } from "./errors.ts";

/** The file that is locked. It names the process that has the lock, and is removed with it. */
export const LOCK_FILE = ".lock";
/** A reader that asks whether the board is live holds the lock of a dead one for a moment. */
const PATIENCE_MS = 100;

/** The process that has a board's lock. */
export interface LockOwner {
  /** The process's id. */
  pid: number;
  /** The machine that it runs on; `null` where it may not ask. */
  hostname: string | null;
}

/** This process, as it names itself in the lock files that it holds. */
export function thisProcess(): LockOwner {
  return { pid, hostname: hostName() };
}

/**
 * The right to write a board: an advisory lock on a file in its folder. The
 * system frees it when the process ends, however that happens, and it holds
 * against another Board of the same process too.
 */
export class BoardLock implements Disposable {
  readonly #lock: FileLock;
  #isOfSystem = true;

  /**
   * Takes the lock of a board.
   *
   * @throws {BoardLockedError} Where a live process, this one included, has it.
   */
  constructor(boardDir: string) {
    this.#lock = new FileLock(join(boardDir, LOCK_FILE));
    this.take();
  }

  /** Takes the lock again, after it was released. @throws {BoardLockedError} As the constructor. */
  take(): void {
    // A reader in this process must not open the board's DuckDB file: it finds the owner here.
    const text = `${JSON.stringify(thisProcess())}\n`;
    let hint = "";
    try {
      if (this.#lock.tryTake(text, PATIENCE_MS)) return;
    } catch (error) {
      if (!(error instanceof LocksUnsupportedError) || envVariable("KOBO_NO_LOCKS") !== "1") {
        throw error;
      }
      this.#isOfSystem = false;
      if (this.#lock.tryTakeUnlocked(text)) return;
      hint = `. There are no file locks: where its process was killed, remove ${this.#lock.path}`;
    }
    throw new BoardLockedError(
      `Cannot write to the board ${dirname(this.#lock.path)}: another Board, of this process or ` +
        `another, writes it; finish that one first, or use another boardId${hint}`,
    );
  }

  /** Whether the file system has locks; else a file alone keeps others away. */
  get isOfSystem(): boolean {
    return this.#isOfSystem;
  }

  /** The board's folder, where it was last found. */
  get boardDir(): string {
    return dirname(this.#lock.path);
  }

  /** As {@linkcode boardDir}, also where it was renamed just now; `undefined` where it is gone. */
  findFolder(): string | undefined {
    const path = this.#lock.locate();
    return path === undefined ? undefined : dirname(path);
  }

  /** Whether this object holds the lock. */
  get held(): boolean {
    return this.#lock.held;
  }

  /** Releases the lock. Safe to call twice. */
  release(): void {
    this.#lock.release();
  }

  /** Releases the lock. */
  [Symbol.dispose](): void {
    this.release();
  }
}
