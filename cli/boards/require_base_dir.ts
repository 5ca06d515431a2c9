import { isRemoteAddress } from "../../reader/shared/remote_address.ts";
import { isNotFound } from "../../system/error_code.ts";
import { infoOfLater } from "../../system/file_info.ts";

/**
 * Checks that the folder of the boards exists: its name may be mistyped. What is at an address is
 * found out when it is read.
 *
 * @throws {Error} If it does not.
 */
export async function requireBaseDir(baseDir: string): Promise<void> {
  if (isRemoteAddress(baseDir)) return;
  try {
    if ((await infoOfLater(baseDir)).isDirectory) return;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new Error(
      `Cannot find boards in ${baseDir}: the folder does not exist; name another with --dir`,
    );
  }
  throw new Error(`Cannot find boards in ${baseDir}: it is not a folder; name another with --dir`);
}
