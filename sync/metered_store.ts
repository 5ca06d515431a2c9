import { infoOf } from "../system/file_info.ts";
import type { ByteRate } from "../stores/byte_rate.ts";
import type {
  PutCondition,
  Store,
  StoreCallOptions,
  StoreContent,
  StoredBytes,
  StoredObject,
  StoreListOptions,
} from "../stores/store.ts";

/** A store that counts what is written to it, writes no faster than a rate, and in a dry run nothing. */
export class MeteredStore implements Store {
  /** How many objects were written. */
  objects = 0;
  /** How many bytes they have. */
  bytes = 0;
  readonly #store: Store;
  readonly #dryRun: boolean;

  readonly #rate?: ByteRate;

  /** @param dryRun Whether nothing is written. */
  constructor(store: Store, dryRun: boolean, rate?: ByteRate) {
    this.#store = store;
    this.#dryRun = dryRun;
    this.#rate = rate;
  }

  /** That of the store. */
  get address(): string {
    return this.#store.address;
  }

  /** Writes an object, and counts it. */
  async put(
    key: string,
    content: StoreContent,
    condition?: PutCondition,
    options?: StoreCallOptions,
  ): Promise<string> {
    const rate = this.#rate;
    const version = this.#dryRun
      ? ""
      : await this.#store.put(key, content, condition, { ...options, rate });
    this.objects++;
    this.bytes += content instanceof Uint8Array ? content.length : infoOf(content.path).size;
    return version;
  }

  /** Reads a part of an object. */
  get(
    key: string,
    offset: number,
    length: number,
    options?: StoreCallOptions,
  ): Promise<StoredBytes> {
    return this.#store.get(key, offset, length, options);
  }

  /** Lists objects. */
  list(prefix: string, options?: StoreListOptions): AsyncIterable<StoredObject[]> {
    return this.#store.list(prefix, options);
  }

  /** Removes an object. */
  async delete(key: string, options?: StoreCallOptions): Promise<void> {
    if (!this.#dryRun) await this.#store.delete(key, options);
  }

  /** Closes the store. */
  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]();
  }
}
