import { join } from "node:path";
import { entriesIn } from "./entries_in.ts";
import { linkInfoOf } from "./file_info.ts";
import { attempt } from "./attempt.ts";

/** The size of all files in a folder, in bytes. A file that disappears meanwhile counts for 0. */
export function folderSize(dir: string): number {
  let sum = 0;
  for (const { name, isDirectory } of attempt(() => entriesIn(dir)) ?? []) {
    const path = join(dir, name);
    sum += isDirectory ? folderSize(path) : attempt(() => linkInfoOf(path).size) ?? 0;
  }
  return sum;
}
