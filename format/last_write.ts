import { join } from "@std/path";
import { entriesIn } from "../system/entries_in.ts";
import { infoIfThere } from "../system/file_info.ts";
import { METADATA_FILE } from "./metadata.ts";

/** When a run last wrote its metadata or its journal; `undefined` where no file tells. */
export function lastWrite(boardDir: string): Date | undefined {
  const journal = join(boardDir, "data", "journal");
  const paths = entriesIn(journal).filter(({ isFile }) => isFile)
    .map(({ name }) => join(journal, name));
  const times = [join(boardDir, METADATA_FILE), ...paths]
    .map((path) => infoIfThere(path)?.mtimeMs ?? 0);
  const last = times.reduce((latest, time) => Math.max(latest, time), 0);
  return last > 0 ? new Date(last) : undefined;
}
