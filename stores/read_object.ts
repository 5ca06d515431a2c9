import type { Store, StoreCallOptions, StoredBytes } from "./store.ts";
import { isStoreError, StoreError } from "./store_error.ts";

/**
 * Reads a small object whole; `undefined` where there is none.
 *
 * @throws {StoreError} `invalid` where it has more bytes than expected of one of its name.
 */
export async function readObject(
  store: Store,
  key: string,
  maxBytes: number,
  options?: StoreCallOptions,
): Promise<StoredBytes | undefined> {
  let read: StoredBytes;
  try {
    read = await store.get(key, 0, maxBytes, options);
  } catch (error) {
    if (isStoreError(error, "not_found")) return undefined;
    throw error;
  }
  if (read.size <= maxBytes) return read;
  throw new StoreError(
    "invalid",
    `Cannot read ${key} in ${store.address}: expected at most ${maxBytes} bytes, found ${read.size}`,
  );
}
