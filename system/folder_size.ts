import { join } from "node:path";
import { entriesIn } from "./entries_in.ts";
import { linkInfoOf } from "./file_info.ts";
import { attempt } from "./attempt.ts";

/** What the files in a folder take. */
export interface FolderUsage {
  /** The sum of their sizes. */
  bytes: number;
  /** How many there are, folders left out. */
  files: number;
}

/** The size of all files in a folder, in bytes. A file that disappears meanwhile counts for 0. */
export function folderSize(dir: string): number {
  return folderUsage(dir).bytes;
}

/** The size and number of all files in a folder. A file that disappears meanwhile has no bytes. */
export function folderUsage(dir: string): FolderUsage {
  const sum = { bytes: 0, files: 0 };
  for (const { name, isDirectory } of attempt(() => entriesIn(dir)) ?? []) {
    const path = join(dir, name);
    const { bytes, files } = isDirectory
      ? folderUsage(path)
      : { bytes: attempt(() => linkInfoOf(path).size) ?? 0, files: 1 };
    sum.bytes += bytes;
    sum.files += files;
  }
  return sum;
}
