import { join } from "@std/path";
import { linkInfoIfThere } from "../system/file_info.ts";
import { rename } from "../system/rename.ts";
import { METADATA_FILE } from "./metadata.ts";

/**
 * Renames a `metadata.json` that is damaged, before another is written: who mends it by hand may
 * find in it what nothing else knows. An empty one is left to be overwritten.
 */
export function setAsideMetadata(boardDir: string): void {
  const path = join(boardDir, METADATA_FILE);
  const info = linkInfoIfThere(path);
  if (info === undefined || !info.isFile || info.size === 0) return;
  const stamp = new Date().toISOString().replace(/[-:]|\..*/g, "");
  rename(path, join(boardDir, `metadata.damaged_${stamp}.json`));
}
