import type { SharedState } from "./shared_state.ts";

/** Tells the board while the thread waits for the disk, and so cannot give a sign of life. */
export class DiskWaits {
  readonly #shared: SharedState;
  /** A library may be loaded while files are copied. */
  #count = 0;

  /** @param shared Where the board sees it. */
  constructor(shared: SharedState) {
    this.#shared = shared;
  }

  /** A wait begins, or ends. */
  set(isBlocked: boolean): void {
    this.#count += isBlocked ? 1 : -1;
    this.#shared.blockedOnDisk = this.#count > 0;
    this.#shared.beat();
  }

  /** Does work that may wait for the disk all the time. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.set(true);
    try {
      return await work();
    } finally {
      this.set(false);
    }
  }
}
