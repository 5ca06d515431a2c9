import { rename } from "./rename.ts";
import { writeFile } from "./write_file.ts";

/**
 * Writes a small file beside its place, and renames it: who reads it sees the
 * old one or the new one. Without fsync: a power failure may take it back.
 *
 * @param beside Where it is written first; where several processes write it,
 * each needs a place of its own.
 */
export function replaceFile(path: string, text: string, beside = `${path}.tmp`): void {
  writeFile(beside, text);
  rename(beside, path);
}
