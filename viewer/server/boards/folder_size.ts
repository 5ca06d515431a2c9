import { join } from "@std/path";
import { type DirEntry, readDir } from "../../../system/entries_in.ts";
import { linkInfoOf } from "../../../system/file_info.ts";

/** The sizes of all files below a folder together, in bytes. Links are not followed. */
export function folderSize(dir: string): number {
  let size = 0;
  let entries: DirEntry[];
  try {
    entries = readDir(dir);
  } catch {
    return 0; // It was removed, or is not accessible.
  }
  for (const { name, isDirectory } of entries) {
    const path = join(dir, name);
    if (isDirectory) size += folderSize(path);
    else size += sizeOf(path);
  }
  return size;
}

function sizeOf(path: string): number {
  try {
    return linkInfoOf(path).size;
  } catch {
    return 0; // As above.
  }
}
