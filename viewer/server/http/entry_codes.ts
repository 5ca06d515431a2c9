import { secretHash } from "./secrets.ts";

/** How long an address lets somebody in, from when it was printed. */
export const CODE_LIFETIME_MS = 15 * 60_000;

/** So many codes of earlier addresses are known as such. */
const MAX_OLD = 1000;

/** Why there is a new code. */
export type FreshReason = "used" | "expired";

/**
 * Codes that let one browser in each. They stand in addresses, which browsers keep in their history
 * and which terminals, logs and lists of processes show: so a code is worth nothing once it was used,
 * or is old. There is one at a time.
 */
export class EntryCodes {
  readonly #onFresh: (code: string, reason: FreshReason) => void;
  readonly #now: () => number;
  #code = newCode();
  #issuedAt: number;
  /** The digests of codes that were in addresses before. */
  readonly #old = new Set<string>();

  /**
   * Makes the first code.
   *
   * @param onFresh Receives each further one that has to be shown to the user.
   * @param now Milliseconds; for tests.
   */
  constructor(onFresh: (code: string, reason: FreshReason) => void, now: () => number = Date.now) {
    this.#onFresh = onFresh;
    this.#now = now;
    this.#issuedAt = now();
  }

  /** A code that is good now. */
  get current(): string {
    if (this.#isExpired) this.#renew();
    return this.#code;
  }

  /**
   * Whether a code lets its bearer in; it does once. Somebody with an old code gets nothing, but a
   * new one is shown to the user where the last one has expired: it may be the user who came late.
   */
  redeem(code: string): boolean {
    // Digests, so that the time that a comparison takes tells nothing.
    const isCurrent = secretHash(code) === secretHash(this.#code);
    const isGood = isCurrent && !this.#isExpired;
    if (isGood || (this.#isExpired && (isCurrent || this.#old.has(secretHash(code))))) {
      this.#renew();
      this.#onFresh(this.#code, isGood ? "used" : "expired");
    }
    return isGood;
  }

  get #isExpired(): boolean {
    const age = this.#now() - this.#issuedAt;
    // A clock that was set back makes no code last longer.
    return age < 0 || age >= CODE_LIFETIME_MS;
  }

  #renew(): void {
    this.#old.add(secretHash(this.#code));
    for (const oldest of this.#old) {
      if (this.#old.size <= MAX_OLD) break;
      this.#old.delete(oldest);
    }
    this.#code = newCode();
    this.#issuedAt = this.#now();
  }
}

function newCode(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toHex();
}
