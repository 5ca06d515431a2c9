import { FolderStore } from "./folder_store.ts";
import { HttpStore } from "./http_store.ts";
import type { ServerToken } from "./http_token.ts";
import { S3Store } from "./s3_store.ts";
import type { S3StoreOptions } from "./s3_store_options.ts";
import type { Store } from "./store.ts";
import { StoreError } from "./store_error.ts";

/**
 * The store at a target: `s3://bucket/prefix`, a team's server as `https://host`, or a folder.
 *
 * @param token That of a person, for a server. Default: that of the environment.
 * @throws {StoreError} `bad_address` for an address of another kind.
 */
export function openStore(target: string, s3?: S3StoreOptions, token?: ServerToken): Store {
  if (target.startsWith("s3://")) return new S3Store(target, s3);
  if (/^https?:/i.test(target)) return new HttpStore(target, token);
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(target) ?? [];
  if (scheme !== undefined) {
    throw new StoreError(
      "bad_address",
      `Cannot use an address with ${scheme}: expected s3://bucket/prefix, https://host or a folder`,
    );
  }
  if (target === "") throw new StoreError("bad_address", "Cannot use an empty target");
  return new FolderStore(target);
}
