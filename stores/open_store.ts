import { isThere } from "../system/exists.ts";
import { FolderStore } from "./folder_store.ts";
import { HttpStore } from "./http_store.ts";
import type { ServerToken } from "./http_token.ts";
import { S3Store } from "./s3_store.ts";
import type { S3StoreOptions } from "./s3_store_options.ts";
import type { Store } from "./store.ts";
import { StoreError } from "./store_error.ts";

/** `runs.example.org`, `localhost:6273`, with a path or without one. */
const HOST = /^(?=[^/]*[a-z0-9](\.[a-z0-9]|:\d))[a-z0-9.-]+(:\d{1,5})?(\/|$)/i;

/**
 * The store at a target: `s3://bucket/prefix`, a team's server as `https://host`, or a folder.
 *
 * @param token That of a person, for a server. Default: that of the environment.
 * @throws {StoreError} `bad_address` for an address of another kind, and for the name of a server
 * without `https://`: as a folder, it would be made, and hold what was meant for the server.
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
  if (HOST.test(target) && !isThere(target)) {
    throw new StoreError(
      "bad_address",
      `Cannot use ${target}: there is no such folder, and it is like the name of a server; ` +
        `expected https://${target}, or ./${target} for a folder`,
    );
  }
  return new FolderStore(target);
}
