import type { ByteRate } from "./byte_rate.ts";

/** What an object is to hold: bytes, or a file of this machine, which is not read into memory whole. */
export type StoreContent = Uint8Array<ArrayBuffer> | { path: string };

/** What must be true of an object for it to be written. */
export type PutCondition =
  /** There is none of the key. */
  | "absent"
  /** It is still the one of this version. */
  | { version: string };

/** Bytes of an object. */
export interface StoredBytes {
  /** The bytes that were asked for: fewer only where the object ends. */
  bytes: Uint8Array<ArrayBuffer>;
  /** How many bytes the object has in all. */
  size: number;
  /** What tells its content from that of another time. */
  version: string;
}

/** An object as a list shows it. */
export interface StoredObject {
  /** Its key. */
  key: string;
  /** In bytes. */
  size: number;
  /** Its version, as `get` gives it, where the store's list says it. */
  version?: string;
}

/** How long a call may take, and how fast. */
export interface StoreCallOptions {
  /** Ends the call. */
  signal?: AbortSignal;
  /** How fast bytes are written. */
  rate?: ByteRate;
}

/** How objects are listed. */
export interface StoreListOptions extends StoreCallOptions {
  /**
   * Is told of each part of the store that may not be listed, as `run_1/data/`, and why: another
   * user's folder. It is left out then; without this, the list ends with the error.
   */
  onDenied?: (prefix: string, error: Error) => void;
}

/**
 * Where boards are kept: objects under keys such as `run_1/data/metrics.parquet`. An object has its
 * key only once it is whole, and others see it changed as a whole or not at all.
 *
 * All calls are safe to repeat. They throw a `StoreError`, whose `kind` says what is wrong; what is
 * wrong for a moment only has been tried again by then.
 */
export interface Store extends Disposable {
  /** Where it is, for messages: without secrets. */
  readonly address: string;
  /**
   * Writes an object; it is durable once this resolves.
   *
   * @param condition Default: none, an object of the key is replaced.
   * @returns The version of what was written.
   * @throws {StoreError} `conflict` where the condition does not hold; nothing is changed then.
   */
  put(
    key: string,
    content: StoreContent,
    condition?: PutCondition,
    options?: StoreCallOptions,
  ): Promise<string>;
  /**
   * Reads a part of an object.
   *
   * @param offset From which byte.
   * @param length How many bytes at most, from 1: no more are taken, whatever is sent.
   * @throws {StoreError} `not_found` where there is none.
   */
  get(
    key: string,
    offset: number,
    length: number,
    options?: StoreCallOptions,
  ): Promise<StoredBytes>;
  /**
   * Lists the objects whose keys begin with a prefix, in pages of at most a thousand.
   *
   * @param prefix Empty, or a key's first segments with a slash at their end.
   */
  list(prefix: string, options?: StoreListOptions): AsyncIterable<StoredObject[]>;
  /** Removes an object; that there is none of the key is no error. */
  delete(key: string, options?: StoreCallOptions): Promise<void>;
}
