import { identityOf } from "../system/file_identity.ts";
import { sleep } from "../system/sleep.ts";
import type { WriterOptions } from "./protocol.ts";
import type { SharedState } from "./shared_state.ts";

/** How often it is looked for what the board says of its folder. */
const POLL_MS = 20;

/** Tells whether the board's folder is at its path, and waits for what the board makes of it if not. */
export class BoardPresence {
  readonly #options: Pick<WriterOptions, "boardDir" | "folderId">;
  readonly #shared: SharedState;

  /** @param shared Where the board says that its folder is gone. */
  constructor(options: Pick<WriterOptions, "boardDir" | "folderId">, shared: SharedState) {
    this.#options = options;
    this.#shared = shared;
  }

  /** Whether the board's folder is not at its path: what fails then, fails for that. */
  get isMissing(): boolean {
    const { boardDir, folderId } = this.#options;
    return folderId !== undefined && identityOf(boardDir) !== folderId;
  }

  /** Nothing is made in a folder that is in the place of the board's. @throws {Error} Where one is. */
  check(): void {
    if (!this.isMissing) return;
    throw new Error(`The folder ${this.#options.boardDir} was removed or replaced`);
  }

  /**
   * Resolves when the board has found that its folder is gone. Where it was renamed, this thread is
   * replaced by another one, which goes on there: so its work must have ended before.
   *
   * @param work What is being written to the board's files.
   */
  async untilGone(work: Promise<unknown>): Promise<void> {
    await work;
    this.#shared.tellFolder("missing");
    while (this.#shared.folder !== "gone") await sleep(POLL_MS);
  }
}
