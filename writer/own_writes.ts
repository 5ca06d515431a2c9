import type { ComparedFiles } from "./compared_files.ts";

/**
 * What was read so long ago is read again: a disk may have changed it. Before, the system most
 * likely still has it in memory, and would give what it gave then.
 */
const MAX_AGE_MS = 60_000;

/**
 * Tells of files that were compared with their checksums whether nobody but the backend has written
 * to them since.
 */
export class OwnWrites {
  readonly #compared: ComparedFiles;
  /** What tells the content that each file had when the backend last wrote to it. */
  readonly #contents = new Map<string, string>();
  #comparedAt = -Infinity;

  /** @param compared Tells what file has which content. */
  constructor(compared: ComparedFiles) {
    this.#compared = compared;
  }

  /** All files were compared just now. */
  start(now: number = performance.now()): void {
    this.#comparedAt = now;
    for (const [name, content] of this.#compared.all()) this.#contents.set(name, content);
    this.begin(); // What was written to them meanwhile was not compared.
  }

  /** The backend is about to write. */
  begin(): void {
    for (const [name, content] of this.#contents) {
      if (this.#compared.contentOf(name) !== content) this.#contents.delete(name);
    }
  }

  /** The backend has written. Without this call, what it wrote counts as somebody else's. */
  end(): void {
    for (const name of this.#contents.keys()) {
      const content = this.#compared.contentOf(name);
      if (content === undefined) this.#contents.delete(name);
      else this.#contents.set(name, content);
    }
  }

  /** Whether a file was compared not long ago, and since then only the backend has written to it. */
  areAll(name: string, now: number = performance.now()): boolean {
    const content = this.#contents.get(name);
    return content !== undefined && content === this.#compared.contentOf(name) &&
      now - this.#comparedAt <= MAX_AGE_MS;
  }
}
