import { OpenFile } from "../system/open_file.ts";
import type { Store, StoreCallOptions } from "./store.ts";
import { StoreError } from "./store_error.ts";

const CHUNK_BYTES = 8 * 1024 ** 2;

/**
 * Copies an object to a new file, a portion at a time, and makes it durable.
 *
 * @param onBytes Is given each portion before it is written.
 * @param options `maxBytes`: as many as the store's list says that it has. Default: any number.
 * @returns The version of the object.
 * @throws {StoreError} `conflict` where the object changed meanwhile; the file is of no use then.
 */
export async function download(
  store: Store,
  key: string,
  path: string,
  onBytes: (bytes: Uint8Array) => void = () => {},
  { maxBytes = Infinity, ...options }: StoreCallOptions & { maxBytes?: number } = {},
): Promise<string> {
  using file = new OpenFile(path, "create_new");
  let version: string | undefined;
  for (let offset = 0, size = Infinity; offset < size;) {
    const read = await store.get(key, offset, CHUNK_BYTES, options);
    version ??= read.version;
    // A server may say that it has ever more.
    if (read.version !== version || read.size > maxBytes) {
      throw new StoreError("conflict", `Cannot read ${key} in ${store.address}: it changed`);
    }
    onBytes(read.bytes);
    file.write(read.bytes);
    offset += read.bytes.length;
    size = read.size;
  }
  await file.syncLater();
  return version ?? "";
}
