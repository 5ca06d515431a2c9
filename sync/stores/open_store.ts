import { FolderStore } from "./folder_store.ts";
import { S3Store } from "./s3_store.ts";
import type { S3StoreOptions } from "./s3_store_options.ts";
import type { Store } from "./store.ts";
import { StoreError } from "./store_error.ts";

/**
 * The store at a target: `s3://bucket/prefix`, or a folder.
 *
 * @throws {StoreError} `bad_address` for an address of another kind.
 */
export function openStore(target: string, s3?: S3StoreOptions): Store {
  if (target.startsWith("s3://")) return new S3Store(target, s3);
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(target) ?? [];
  if (scheme !== undefined) {
    throw new StoreError(
      "bad_address",
      `Cannot use an address with ${scheme}: expected s3://bucket/prefix or a folder`,
    );
  }
  if (target === "") throw new StoreError("bad_address", "Cannot use an empty target");
  return new FolderStore(target);
}
