import { RequestError } from "../http/request_error.ts";

const MINUTE_MS = 60_000;
/** Who was quiet may ask so much of a minute's requests at once. */
const BURST = 1 / 6;
/** Beyond so many, those are forgotten who may send all at once again. */
const MAX_KNOWN = 10_000;

/** How many requests each person may send: so many a minute on average, and a sixth of them at once. */
export class RequestRate {
  readonly #perMinute: number;
  readonly #what: string;
  readonly #now: () => number;
  /** What each may send at the moment, and when that was so. */
  readonly #left = new Map<string, { count: number; at: number }>();

  /**
   * @param now Milliseconds; for tests.
   * @param what They are, for messages.
   */
  constructor(perMinute: number, now: () => number = Date.now, what = "requests") {
    this.#perMinute = perMinute;
    this.#now = now;
    this.#what = what;
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
        `Too many ${this.#what} of ${name}: ${this.#perMinute} a minute are allowed; try again in a moment`,
        { status: 429 },
      );
    }
    this.#left.set(name, { count: left - 1, at: now });
    if (this.#left.size > MAX_KNOWN) this.#forgetQuiet(now);
  }

  /** Strangers have any number of names. */
  #forgetQuiet(now: number): void {
    const quietMs = MINUTE_MS * BURST;
    for (const [name, { at }] of this.#left) if (now - at > quietMs) this.#left.delete(name);
    for (const name of this.#left.keys()) {
      if (this.#left.size <= MAX_KNOWN / 2) break;
      this.#left.delete(name);
    }
  }
}
