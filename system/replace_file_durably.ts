import { dirname } from "node:path";
import { OpenFile } from "./open_file.ts";
import { removeFileIfThere } from "./remove.ts";
import { rename } from "./rename.ts";
import { syncDir } from "./sync_dir.ts";

/**
 * As `replaceFile`, with fsync of the file before it has its name, and of the
 * name after it: a power failure leaves the old file or the new one, and once
 * this returns, the new one. It holds up the thread for as long as the disk takes.
 */
export function replaceFileDurably(path: string, text: string): void {
  const beside = `${path}.tmp`;
  removeFileIfThere(beside);
  {
    using file = new OpenFile(beside, "create_new");
    file.write(new TextEncoder().encode(text));
    file.sync();
  }
  rename(beside, path);
  syncDir(dirname(path));
}
