import { isRemoteKey } from "../../../format/remote_names.ts";
import { checkKey } from "../../../stores/check_key.ts";
import { StoreError } from "../../../stores/store_error.ts";
import { isPathSegment } from "../../../system/path_segment.ts";

/** No file system of the usual ones takes a longer name. */
const MAX_NAME_BYTES = 255;
const encoder = new TextEncoder();

/**
 * The board and the object of a key of a team's store.
 *
 * @throws {StoreError} `bad_key` for what no sync writes.
 */
export function parseStoreKey(key: string): { boardId: string; name: string } {
  checkKey(key);
  const slash = key.indexOf("/");
  const boardId = key.slice(0, Math.max(0, slash));
  const name = key.slice(slash + 1);
  const isShort = key.split("/").every((part) => encoder.encode(part).length <= MAX_NAME_BYTES);
  if (isStoredId(boardId) && isRemoteKey(name) && isShort) return { boardId, name };
  throw new StoreError(
    "bad_key",
    `Cannot use the key ${JSON.stringify(key.slice(0, 200))}: no sync of this version writes it`,
  );
}

/** Whether a folder may be a sent board's: what begins with a dot is the server's own, and shown by nobody. */
export function isStoredId(name: string): boolean {
  return !name.startsWith(".") && isPathSegment(name, "linux") && isPathSegment(name, "windows");
}
