import { isMostlyHoles } from "../../format/mostly_holes.ts";
import { isSystemError } from "../../system/error_code.ts";
import { fileHash } from "../../system/file_hash.ts";
import { linkInfoIfThere } from "../../system/file_info.ts";
import type { Verification } from "./verification.ts";

/**
 * What is wrong with a file of a known hash; `undefined` for nothing.
 *
 * @param hash The SHA-256 of its content in hex, or the start of it.
 * @param size Its size in bytes, where it is known.
 */
export async function checkHashedFile(
  path: string,
  hash: string,
  size: number | undefined,
  verification: Verification,
): Promise<string | undefined> {
  const info = linkInfoIfThere(path);
  if (info === undefined) return "missing";
  if (!info.isFile) return "no regular file";
  if (size !== undefined && info.size !== size) {
    return `not as it was written: it has ${info.size} bytes, expected ${size}`;
  }
  const name = path.slice(verification.boardDir.length + 1);
  if (isMostlyHoles({ ...info, path })) {
    verification.addUnchecked(
      `${name} was not read: of its ${info.size} bytes the disk has ${info.allocatedBytes}, the ` +
        "rest are holes",
    );
    return undefined;
  }
  verification.begin(name);
  try {
    const found = await fileHash(path, (bytes) => verification.addBytes(bytes));
    return found.startsWith(hash) ? undefined : "not as it was written: its hash is another";
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return `cannot be read: ${error.message}`;
  }
}
