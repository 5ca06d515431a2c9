import type {
  PutCondition,
  Store,
  StoreCallOptions,
  StoreContent,
  StoredBytes,
  StoredObject,
} from "../../../stores/store.ts";

/** What a store throws that is killed. */
export class KilledError extends Error {
  override readonly name = "KilledError";
}

/**
 * A store whose user is killed at the n-th call: before it is done, or after. From then on nothing
 * is done any more.
 */
export class BrokenStore implements Store {
  /** How many calls there were. */
  calls = 0;
  /** How many calls are still done. */
  #left: number;
  readonly #store: Store;
  readonly #isAfter: boolean;
  readonly #pause: () => Promise<void>;

  /** @param pause Is waited for at each call, so that others have their turn. */
  constructor(
    store: Store,
    calls: number,
    isAfter: boolean,
    pause: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.#store = store;
    this.#left = calls;
    this.#isAfter = isAfter;
    this.#pause = pause;
  }

  get address(): string {
    return this.#store.address;
  }

  put(
    key: string,
    content: StoreContent,
    condition?: PutCondition,
    options?: StoreCallOptions,
  ): Promise<string> {
    return this.#call(() => this.#store.put(key, content, condition, options));
  }

  get(
    key: string,
    offset: number,
    length: number,
    options?: StoreCallOptions,
  ): Promise<StoredBytes> {
    return this.#call(() => this.#store.get(key, offset, length, options));
  }

  async *list(prefix: string, options?: StoreCallOptions): AsyncGenerator<StoredObject[]> {
    const pages = await this.#call(() => Array.fromAsync(this.#store.list(prefix, options)));
    yield* pages;
  }

  delete(key: string, options?: StoreCallOptions): Promise<void> {
    return this.#call(() => this.#store.delete(key, options));
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]();
  }

  async #call<Result>(work: () => Promise<Result>): Promise<Result> {
    this.calls++;
    await this.#pause();
    const isLast = this.#left-- === 0;
    if (this.#left < -1 || (isLast && !this.#isAfter)) throw new KilledError("killed");
    const result = await work();
    if (isLast) throw new KilledError("killed");
    return result;
  }
}
