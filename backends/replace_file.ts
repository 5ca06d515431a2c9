import { dirname } from "@std/path";
import { syncDir } from "../writer/sync_dir.ts";

/** Writes a small file beside its place, fsyncs it and renames it. */
export function replaceFile(path: string, text: string): void {
  {
    using file = Deno.openSync(`${path}.tmp`, { write: true, create: true, truncate: true });
    const bytes = new TextEncoder().encode(text);
    for (let written = 0; written < bytes.length;) {
      written += file.writeSync(bytes.subarray(written));
    }
    file.syncDataSync();
  }
  Deno.renameSync(`${path}.tmp`, path);
  syncDir(dirname(path));
}
