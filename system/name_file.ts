import { linkSync } from "node:fs";
import { isAlreadyExists } from "./error_code.ts";
import { removeFileIfThere } from "./remove.ts";

/**
 * Gives a file another name that nothing has, at once: of several processes, one succeeds.
 *
 * @returns `"unsupported"` where the file system has no second names for files; all is as it was then.
 * @throws {Error} `EEXIST` where there is something of the name.
 */
export function nameFile(from: string, to: string): "named" | "unsupported" {
  try {
    linkSync(from, to);
  } catch (error) {
    if (isAlreadyExists(error) || !UNSUPPORTED.has((error as { code?: string }).code ?? "")) {
      throw error;
    }
    return "unsupported";
  }
  removeFileIfThere(from); // Another process may take it for one that a kill has left.
  return "named";
}

/** What file systems without links say, as FAT and some network shares. */
const UNSUPPORTED = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EINVAL", "EMLINK"]);
