import { dirname } from "@std/path";
import { syncDir } from "./sync_dir.ts";

/**
 * Makes a folder, durably, where it is missing. Its parent must exist: a board's folder
 * that was removed must not come back as an empty one.
 */
export function makeDir(path: string): void {
  try {
    Deno.mkdirSync(path);
    syncDir(dirname(path));
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}
