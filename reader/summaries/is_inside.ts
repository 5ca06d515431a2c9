import { join } from "@std/path";

/** Whether a path is below a folder; both absolute and without links. */
export function isInside(path: string, dir: string): boolean {
  // With the separator of the system at its end, which a root has already.
  return path.startsWith(join(dir, "_").slice(0, -1));
}
