import { isNotFound } from "./error_code.ts";
import { infoOf } from "./file_info.ts";

/**
 * What tells one file or folder from another of the same name: device and
 * inode. `undefined` where there is none.
 */
export function identityOf(path: string): string | undefined {
  try {
    return infoOf(path).identity;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
