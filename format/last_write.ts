import { join } from "@std/path";
import { readDir } from "../system/entries_in.ts";
import { exists } from "../system/exists.ts";
import { infoOf } from "../system/file_info.ts";
import { METADATA_FILE } from "./metadata.ts";

/** When a run last wrote its metadata or its journal; `undefined` where no file tells. */
export function lastWrite(boardDir: string): Date | undefined {
  const journal = join(boardDir, "data", "journal");
  const segments = exists(journal) ? readDir(journal) : [];
  const paths = segments.filter(({ isFile }) => isFile).map(({ name }) => join(journal, name));
  const times = [join(boardDir, METADATA_FILE), ...paths]
    .filter(exists)
    .map((path) => infoOf(path).mtimeMs);
  return times.some((time) => time > 0) ? new Date(Math.max(...times)) : undefined;
}
