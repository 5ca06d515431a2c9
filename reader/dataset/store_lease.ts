import { readObject } from "../../stores/read_object.ts";
import type { Store, StoreCallOptions } from "../../stores/store.ts";
import { isStoreError } from "../../stores/store_error.ts";

const KEY = "_kobo/lock.json";
/** Whoever has it renews it long before: no file takes so long. */
const LEASE_MS = 30 * 60_000;
const MAX_BYTES = 64 * 1024;

/**
 * The right to write a data set in a store, for half an hour, renewed while it is needed: a store has
 * no locks, but it replaces an object under a condition.
 */
export class StoreLease {
  readonly #store: Store;
  readonly #holder: string = crypto.randomUUID();
  #version = "";
  #until = 0;

  private constructor(store: Store) {
    this.#store = store;
  }

  /** Takes it. @throws {Error} Where another has it. */
  static async take(store: Store, options: StoreCallOptions): Promise<StoreLease> {
    const lease = new StoreLease(store);
    const found = await readObject(store, KEY, MAX_BYTES, options);
    const until = found === undefined ? 0 : untilOf(new TextDecoder().decode(found.bytes));
    if (until > Date.now()) throw lease.#refusal(until);
    await lease.#write(found?.version, options);
    return lease;
  }

  /** Renews it, if it has not much longer. @throws {Error} Where another has taken it over. */
  async renew(options: StoreCallOptions): Promise<void> {
    if (this.#until - Date.now() < LEASE_MS / 2) await this.#write(this.#version, options);
  }

  /** Gives it back. Never throws: it expires anyway. */
  async release(): Promise<void> {
    try {
      const found = await readObject(this.#store, KEY, MAX_BYTES);
      if (found?.version === this.#version) await this.#store.delete(KEY);
    } catch {
      // It cannot be reached any more.
    }
  }

  async #write(before: string | undefined, options: StoreCallOptions): Promise<void> {
    this.#until = Date.now() + LEASE_MS;
    const content = { holder: this.#holder, until: new Date(this.#until).toISOString() };
    const bytes = new TextEncoder().encode(`${JSON.stringify(content)}\n`);
    const condition = before === undefined ? "absent" : { version: before };
    try {
      this.#version = await this.#store.put(KEY, bytes, condition, options);
    } catch (error) {
      throw isStoreError(error, "conflict") ? this.#refusal(this.#until) : error;
    }
  }

  #refusal(until: number): Error {
    return new Error(
      `Cannot export to ${this.#store.address}: another export writes it; wait for its end, or, ` +
        `where it was killed, until ${new Date(until).toISOString()}`,
    );
  }
}

function untilOf(text: string): number {
  try {
    return Date.parse(JSON.parse(text).until) || 0;
  } catch {
    return 0;
  }
}
