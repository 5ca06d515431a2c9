import { dirname } from "node:path";
import { rename } from "./rename.ts";
import { syncDir } from "./sync_dir.ts";
import { syncFile } from "./sync_file.ts";
import { writeBeside } from "./write_beside.ts";
import { writeFile } from "./write_file.ts";

/**
 * As `replaceFile`, with fsync of the file before it has its name, and of the
 * name after it: a power failure leaves the old file or the new one, and once
 * this returns, the new one. It holds up the thread for as long as the disk takes.
 *
 * @param mode Its rights. Default: what the umask leaves.
 */
export function replaceFileDurably(path: string, text: string, mode?: number): void {
  const beside = `${path}.tmp`;
  writeBeside(beside, () => {
    writeFile(beside, text, mode);
    syncFile(beside);
    rename(beside, path);
  });
  syncDir(dirname(path));
}
