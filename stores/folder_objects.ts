import { join } from "@std/path";
import { entriesIn } from "../system/entries_in.ts";
import { isPermissionDenied } from "../system/error_code.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { messageOf } from "../system/message_of.ts";
import { findKeyProblem } from "./check_key.ts";
import type { StoredObject, StoreListOptions } from "./store.ts";
import { StoreError } from "./store_error.ts";

/**
 * The objects in a folder of a store, and in those below it: regular files whose names keys may have.
 *
 * @param address That of the store.
 * @param prefix Empty, or the folder with a slash at its end.
 * @throws {StoreError} `denied` where the folder may not be listed; of one below it, `onDenied` is told.
 */
export function* objectsIn(
  address: string,
  prefix: string,
  onDenied?: StoreListOptions["onDenied"],
): Generator<StoredObject> {
  const entries = permitted(address, prefix, () => entriesIn(join(address, ...prefix.split("/"))));
  for (const { name, isDirectory, isFile } of entries) {
    const key = `${prefix}${name}`;
    // What has such a name is none of a store's: it could not be read by it either.
    if (findKeyProblem(key) !== undefined) continue;
    if (isDirectory) {
      try {
        yield* objectsIn(address, `${key}/`, onDenied);
      } catch (error) {
        // Of those further down it was told there.
        if (!(error instanceof DeniedFolderError) || onDenied === undefined) throw error;
        onDenied(`${key}/`, error);
      }
    } else if (isFile) {
      // A folder may be listed, and what is in it not be looked at.
      const info = permitted(
        address,
        prefix,
        () => linkInfoIfThere(join(address, ...key.split("/"))),
      );
      if (info !== undefined) yield { key, size: info.size };
    }
  }
}

class DeniedFolderError extends StoreError {}

function permitted<Result>(address: string, prefix: string, look: () => Result): Result {
  try {
    return look();
  } catch (cause) {
    if (!isPermissionDenied(cause)) throw cause;
    const message = `Cannot list ${prefix || "what is"} in ${address}: ${messageOf(cause)}`;
    throw new DeniedFolderError("denied", message, { cause });
  }
}
