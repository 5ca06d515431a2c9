import { join } from "@std/path";
import { readDir } from "../../../system/entries_in.ts";
import { realPath } from "../../../system/real_path.ts";
import { isInside } from "../../../reader/summaries/is_inside.ts";

/**
 * The first link below `dir` that points out of `root`; `undefined` if there is
 * none. A query can read any file of its board's folder, and DuckDB follows
 * links.
 *
 * @param dir Has no links in its path.
 * @param root Has no links in its path; links may point into it.
 */
export function findForeignLink(dir: string, root: string): string | undefined {
  for (const { name, isDirectory, isSymlink } of readDir(dir)) {
    const path = join(dir, name);
    const found = isDirectory
      ? findForeignLink(path, root)
      : isSymlink && !pointsInto(path, root)
      ? path
      : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function pointsInto(link: string, root: string): boolean {
  try {
    return isInside(realPath(link), root);
  } catch {
    return false; // It points to nothing that exists.
  }
}
