import { RequestError } from "./request_error.ts";

interface WaitingTask {
  start(): void;
}

/** Limits how many tasks run at a time, and how many wait. */
export class Limiter {
  readonly #maxRunning: number;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<WaitingTask>();
  #running = 0;

  /**
   * A limiter without tasks.
   *
   * @param maxRunning How many tasks run at a time, 1 or more.
   * @param maxWaiting How many tasks wait at most.
   */
  constructor(maxRunning: number, maxWaiting: number) {
    this.#maxRunning = maxRunning;
    this.#maxWaiting = maxWaiting;
  }

  /** How many tasks run or wait. */
  get size(): number {
    return this.#running + this.#waiting.size;
  }

  /**
   * Runs a task when its turn comes: first come, first served.
   *
   * @param signal Cancels a task that waits. One that runs must listen itself.
   * @throws {RequestError} `busy` if too many tasks wait, `cancelled` if the
   * signal is aborted before the task starts.
   */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#waitForTurn(signal);
    try {
      return await task();
    } finally {
      this.#running--;
      const [next] = this.#waiting;
      next?.start();
    }
  }

  async #waitForTurn(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw cancelled();
    if (this.#running < this.#maxRunning) {
      this.#running++;
      return;
    }
    if (this.#waiting.size >= this.#maxWaiting) {
      throw new RequestError("busy", "Too many requests at once: try again in a moment");
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => {
      this.#waiting.delete(waiting);
      reject(cancelled());
    };
    const waiting: WaitingTask = {
      start: () => {
        this.#waiting.delete(waiting);
        signal?.removeEventListener("abort", onAbort);
        // Counted here, not when `promise` has resolved: another task could start in between.
        this.#running++;
        resolve();
      },
    };
    this.#waiting.add(waiting);
    signal?.addEventListener("abort", onAbort, { once: true });
    await promise;
  }
}

function cancelled(): RequestError {
  return new RequestError("cancelled", "The request was cancelled before its turn came");
}
