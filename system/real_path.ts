import { realpathSync } from "node:fs";

/** The absolute path with all links resolved. @throws {Error} `ENOENT` where it leads nowhere. */
export function realPath(path: string): string {
  return realpathSync.native(path);
}
