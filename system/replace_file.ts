import { rename } from "./rename.ts";
import { writeBeside } from "./write_beside.ts";
import { writeFile } from "./write_file.ts";

/**
 * Writes a small file beside its place, and renames it: who reads it sees the
 * old one or the new one. Without fsync: a power failure may take it back. Where it fails, nothing is
 * left of it.
 *
 * @param beside Where it is written first; where several processes write it,
 * each needs a place of its own.
 */
export function replaceFile(path: string, text: string, beside = `${path}.tmp`): void {
  writeBeside(beside, () => {
    writeFile(beside, text);
    rename(beside, path);
  });
}
