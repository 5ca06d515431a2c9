import { sleep } from "../system/sleep.ts";

/** So many who send share a rate at most. */
const MAX_SHARERS = 16;
const MAX_MS = 21 * 24 * 3_600_000;

/** Lets bytes through at a rate, on average: whoever has sent some waits as long as they take. */
export class ByteRate {
  readonly #bytesPerSecond: number;
  /** When all that was let through has gone, by `performance.now()`. */
  #freeAt = -Infinity;

  /** @param bytesPerSecond How many, above 0. */
  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Waits until some bytes may be sent. @throws The reason of the signal, when it is aborted. */
  async take(bytes: number, signal?: AbortSignal): Promise<void> {
    const now = performance.now();
    const from = Math.max(now, this.#freeAt);
    this.#freeAt = from + bytes * 1000 / this.#bytesPerSecond;
    if (from > now) await sleep(from - now, signal);
  }

  /** How long bytes may take in all, where others send too; three weeks at most, as timers do. */
  maxMs(bytes: number): number {
    return Math.min(MAX_SHARERS * bytes * 1000 / this.#bytesPerSecond, MAX_MS);
  }
}
