import { identityOf } from "../system/file_identity.ts";

/** A folder is checked no more often than this. */
const CHECK_INTERVAL_MS = 200;

/**
 * Notices that a folder was removed, moved or replaced while it is written:
 * the system itself reports no error for a file that lost its name.
 */
export class FolderCheck {
  readonly #path: string;
  #identity?: string;
  #lastCheck = -Infinity;

  /**
   * @param path The folder. It need not exist before the first {@linkcode check}.
   * @param identity What `identityOf()` tells of it. Default: that of the one that is there.
   */
  constructor(path: string, identity: string | undefined = identityOf(path)) {
    this.#path = path;
    this.#identity = identity;
  }

  /** Whether the folder is there, and is the one that it was. */
  get isThere(): boolean {
    try {
      this.check({ anew: true });
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Checks the folder, unless it was checked just before.
   *
   * @param anew Whether to check it in any case: before something new is made
   * in the folder, which could be somebody else's by now.
   * @throws {Error} Where the folder is not the one that it was.
   */
  check({ anew = false } = {}): void {
    const now = performance.now();
    if (!anew && now - this.#lastCheck < CHECK_INTERVAL_MS) return;
    const found = identityOf(this.#path);
    this.#identity ??= found;
    if (found === undefined) throw new Error(`The folder ${this.#path} was removed`);
    if (found !== this.#identity) throw new Error(`The folder ${this.#path} was replaced`);
    this.#lastCheck = now;
  }
}
