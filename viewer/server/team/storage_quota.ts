import { join } from "@std/path";
import { folderSize } from "../../../system/folder_size.ts";
import { StoreError } from "../../../sync/stores/store_error.ts";
import type { BoardOwners } from "./board_owners.ts";

/** Bytes that somebody is about to store: given back at the end unless they are kept. */
export interface ReservedBytes extends Disposable {
  /** They are stored now. */
  keep(): void;
}

/**
 * How much the boards of each person may take. What they take is counted once, when the person
 * first sends something, and followed from then on.
 */
export class StorageQuota {
  readonly #maxBytes: number;
  readonly #baseDir: string;
  readonly #owners: BoardOwners;
  readonly #used = new Map<string, Promise<{ bytes: number }>>();

  /** @param maxBytes For each person. */
  constructor(maxBytes: number, baseDir: string, owners: BoardOwners) {
    this.#maxBytes = maxBytes;
    this.#baseDir = baseDir;
    this.#owners = owners;
  }

  /**
   * Sets bytes aside.
   *
   * @param bytes How many more there will be; negative where there will be fewer.
   * @throws {StoreError} `full` where that is more than somebody may have.
   */
  async reserve(name: string, bytes: number): Promise<ReservedBytes> {
    const used = await this.#of(name);
    if (bytes > 0 && used.bytes + bytes > this.#maxBytes) {
      throw new StoreError(
        "full",
        `Cannot store ${bytes} bytes more: the boards of ${name} have ${used.bytes}, and may have ` +
          `${this.#maxBytes}; an admin deletes boards or starts the server with a larger --quota`,
      );
    }
    used.bytes += bytes;
    let isKept = false;
    return {
      keep: () => isKept = true,
      [Symbol.dispose]: () => {
        if (!isKept) used.bytes -= bytes;
      },
    };
  }

  /** Gives back bytes that were removed. */
  free(name: string, bytes: number): void {
    this.#used.get(name.toLowerCase())?.then((used) => used.bytes -= bytes, () => {});
  }

  /** Counts anew what somebody has, when that is asked next: a board was deleted. */
  forget(name: string): void {
    this.#used.delete(name.toLowerCase());
  }

  #of(name: string): Promise<{ bytes: number }> {
    const key = name.toLowerCase();
    const known = this.#used.get(key);
    if (known !== undefined) return known;
    const counted = Promise.resolve().then(() => {
      const ids = this.#owners.boardsOf(name);
      return { bytes: ids.reduce((sum, id) => sum + folderSize(join(this.#baseDir, id)), 0) };
    });
    this.#used.set(key, counted);
    counted.catch(() => this.#used.delete(key));
    return counted;
  }
}
