import { RequestError } from "./request_error.ts";

interface WaitingTask {
  start(): void;
}

/** How much of a limiter one person may have, so that the others have theirs. */
export interface LimiterShare {
  running: number;
  waiting: number;
}

/** Limits how many tasks run at a time, and how many wait. */
export class Limiter {
  readonly #maxRunning: number;
  readonly #maxWaiting: number;
  readonly #share: LimiterShare;
  /** Whoever was served longest ago comes first. */
  readonly #waiting = new Map<string | undefined, Set<WaitingTask>>();
  readonly #runningOf = new Map<string | undefined, number>();
  #running = 0;

  /**
   * A limiter without tasks.
   *
   * @param maxRunning How many tasks run at a time, 1 or more.
   * @param maxWaiting How many tasks wait at most.
   * @param share How many of these are one person's at most. Default: all.
   */
  constructor(
    maxRunning: number,
    maxWaiting: number,
    share: LimiterShare = { running: Infinity, waiting: Infinity },
  ) {
    this.#maxRunning = maxRunning;
    this.#maxWaiting = maxWaiting;
    this.#share = share;
  }

  /** How many tasks run or wait. */
  get size(): number {
    return this.#running + this.#waitingCount;
  }

  /**
   * Runs a task when its turn comes. Of one person's, the first come is the first served; of several
   * people's, that of whom the fewest run.
   *
   * @param signal Cancels a task that waits. One that runs must listen itself.
   * @param who Whose it is; without a name it has no share, and may have all.
   * @throws {RequestError} `busy` if too many tasks wait, `cancelled` if the
   * signal is aborted before the task starts.
   */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal, who?: string): Promise<T> {
    await this.#waitForTurn(signal, who);
    try {
      return await task();
    } finally {
      this.#count(who, -1);
      this.#next()?.start();
    }
  }

  async #waitForTurn(signal?: AbortSignal, who?: string): Promise<void> {
    if (signal?.aborted) throw cancelled();
    if (this.#mayRun(who)) {
      this.#count(who, 1);
      return;
    }
    const queue = this.#waiting.get(who) ?? new Set();
    const isFull = this.#waitingCount >= this.#maxWaiting ||
      (who !== undefined && queue.size >= this.#share.waiting);
    if (isFull) throw new RequestError("busy", "Too many requests at once: try again in a moment");
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      queue.delete(waiting);
      this.#waiting.delete(who);
      if (queue.size > 0) this.#waiting.set(who, queue); // Behind all others.
    };
    const onAbort = () => {
      leave();
      reject(cancelled());
    };
    const waiting: WaitingTask = {
      start: () => {
        leave();
        signal?.removeEventListener("abort", onAbort);
        // Counted here, not when `promise` has resolved: another task could start in between.
        this.#count(who, 1);
        resolve();
      },
    };
    queue.add(waiting);
    this.#waiting.set(who, queue);
    signal?.addEventListener("abort", onAbort, { once: true });
    await promise;
  }

  #mayRun(who: string | undefined): boolean {
    const most = who === undefined ? Infinity : this.#share.running;
    return this.#running < this.#maxRunning && (this.#runningOf.get(who) ?? 0) < most;
  }

  #count(who: string | undefined, change: 1 | -1): void {
    this.#running += change;
    const count = (this.#runningOf.get(who) ?? 0) + change;
    if (count > 0) this.#runningOf.set(who, count);
    else this.#runningOf.delete(who);
  }

  get #waitingCount(): number {
    return [...this.#waiting.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** What waits and may run: of whom the fewest run. */
  #next(): WaitingTask | undefined {
    let next: WaitingTask | undefined;
    let fewest = Infinity;
    for (const [who, queue] of this.#waiting) {
      const running = this.#runningOf.get(who) ?? 0;
      if (!this.#mayRun(who) || running >= fewest) continue;
      [next] = queue;
      fewest = running;
    }
    return next;
  }
}

function cancelled(): RequestError {
  return new RequestError("cancelled", "The request was cancelled before its turn came");
}
