import { join } from "@std/path";
import { exists } from "../../system/exists.ts";
import { attempt } from "../../system/attempt.ts";

/** Whether a folder looks like a board, be it a broken one. */
export function looksLikeBoard(dir: string): boolean {
  return ["metadata.json", "metadata.json.tmp", "metadata.backup.json", "data", ".lock"].some((
    name,
  ) => attempt(() => exists(join(dir, name))) ?? false);
}
