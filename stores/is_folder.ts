import { dirname } from "@std/path";
import { readDir } from "../system/entries_in.ts";
import { codeOf } from "../system/error_code.ts";
import { exists } from "../system/exists.ts";
import { messageOf } from "../system/message_of.ts";
import { StoreError } from "./store_error.ts";

/**
 * Whether there is a folder; without one, that in which it would be made is there.
 *
 * @throws {StoreError} `no_store` where neither is.
 */
export function isFolder(path: string): boolean {
  const refuse = (reason: string) =>
    new StoreError("no_store", `Cannot use the folder ${path}: ${reason}`);
  try {
    readDir(path);
    return true;
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw refuse(messageOf(error));
    if (exists(dirname(path))) return false;
    throw refuse(`${dirname(path)} is missing: make it, or mount the disk that it is on`);
  }
}
