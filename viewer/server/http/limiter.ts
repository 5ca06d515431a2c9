import { RequestError } from "./request_error.ts";

interface Waiting {
  start(): void;
}

/** Lets only so many tasks run at a time, and only so many wait. */
export class Limiter {
  readonly #maxRunning: number;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<Waiting>();
  #running = 0;

  /**
   * A limiter of its own.
   *
   * @param maxRunning How many tasks run at a time, 1 or more.
   * @param maxWaiting How many wait at most.
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
   * Runs a task when it is its turn: first come, first served.
   *
   * @throws {RequestError} `busy` where too many wait, `cancelled` where the
   * signal comes before the turn.
   */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#turn(signal);
    try {
      return await task();
    } finally {
      this.#running--;
      const [next] = this.#waiting;
      next?.start();
    }
  }

  async #turn(signal?: AbortSignal): Promise<void> {
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
    const waiting: Waiting = {
      start: () => {
        this.#waiting.delete(waiting);
        signal?.removeEventListener("abort", onAbort);
        // Counted here, not when the promise is seen: nobody may slip in between.
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
  return new RequestError("cancelled", "The request was given up before its turn came");
}
