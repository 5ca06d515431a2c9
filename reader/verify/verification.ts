import { basename } from "@std/path";
import type {
  BoardVerification,
  FoundDamage,
  VerifyOptions,
  VerifyProgress,
} from "./board_verification.ts";

/** A verification that is under way: collects what is found, and says how far it is. */
export class Verification {
  /** The board's folder, absolute. */
  readonly boardDir: string;
  readonly #options: VerifyOptions;
  readonly #damage = new Map<string, FoundDamage>();
  readonly #unchecked: string[] = [];
  readonly #progress: VerifyProgress = { bytes: 0, totalBytes: 0, path: "" };
  #files = 0;

  /** Nothing is found yet. */
  constructor(boardDir: string, options: VerifyOptions) {
    this.boardDir = boardDir;
    this.#options = options;
  }

  /** Whether any damage was found. */
  get foundDamage(): boolean {
    return this.#damage.size > 0;
  }

  /** What was found. */
  get result(): BoardVerification {
    const { boardDir } = this;
    return {
      boardId: basename(boardDir),
      boardDir,
      intact: !this.foundDamage,
      damage: [...this.#damage.values()],
      unchecked: this.#unchecked,
      files: this.#files,
      sizeBytes: this.#progress.bytes,
    };
  }

  /** Adds damage, once. */
  addDamage(damage: FoundDamage): void {
    this.#damage.set(`${damage.path}: ${damage.reason}`, damage);
  }

  /** Adds what cannot be compared. */
  addUnchecked(what: string): void {
    this.#unchecked.push(what);
  }

  /** There are so many bytes more to be read. */
  expect(bytes: number): void {
    this.#progress.totalBytes += bytes;
  }

  /** A file is about to be read. @param path Within the board's folder. */
  begin(path: string): void {
    this.#progress.path = path;
    this.#files++;
    this.addBytes(0);
  }

  /** So many bytes were read. @throws {unknown} The signal's reason, where that was aborted. */
  addBytes(bytes: number): void {
    this.#options.signal?.throwIfAborted();
    this.#progress.bytes += bytes;
    this.#options.onProgress?.({ ...this.#progress });
  }
}
