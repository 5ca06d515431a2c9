/** Runs some tasks at a time; the others wait in their order. */
export class TurnQueue {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param most How many tasks run at a time. */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Runs a task when its turn comes.
   *
   * @throws {DOMException} An `AbortError` where the signal was aborted before; or what the task throws.
   */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#running >= this.#most) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running++;
    try {
      signal.throwIfAborted();
      return await task();
    } finally {
      // Its turn goes to the next one.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
