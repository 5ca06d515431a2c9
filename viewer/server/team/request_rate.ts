import { RequestError } from "../http/request_error.ts";

const MINUTE_MS = 60_000;
/** Who was quiet may ask so much of a minute's requests at once. */
const BURST = 1 / 6;

/** How many requests each person may send: so many a minute on average, and a sixth of them at once. */
export class RequestRate {
  readonly #perMinute: number;
  readonly #now: () => number;
  /** What each may send at the moment, and when that was so. */
  readonly #left = new Map<string, { count: number; at: number }>();

  /** @param now Milliseconds; for tests. */
  constructor(perMinute: number, now: () => number = Date.now) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Counts a request. @throws {RequestError} `busy`, with status 429, where there are too many. */
  take(name: string): void {
    const now = this.#now();
    const most = Math.max(1, this.#perMinute * BURST);
    const { count, at } = this.#left.get(name) ?? { count: most, at: now };
    const passed = Math.max(0, now - at);
    const left = Math.min(most, count + passed / MINUTE_MS * this.#perMinute);
    if (left < 1) {
      this.#left.set(name, { count: left, at: now });
      throw new RequestError(
        "busy",
        `Too many requests of ${name}: ${this.#perMinute} a minute are allowed; try again in a moment`,
        { status: 429 },
      );
    }
    this.#left.set(name, { count: left - 1, at: now });
  }
}
