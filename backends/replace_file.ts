import { dirname } from "@std/path";
import { syncDirLater } from "../writer/sync_dir.ts";

/** Writes a small file beside its place, fsyncs it and renames it. */
export async function replaceFile(path: string, text: string): Promise<void> {
  {
    using file = Deno.openSync(`${path}.tmp`, { write: true, create: true, truncate: true });
    const bytes = new TextEncoder().encode(text);
    for (let written = 0; written < bytes.length;) {
      written += file.writeSync(bytes.subarray(written));
    }
    await file.syncData();
  }
  Deno.renameSync(`${path}.tmp`, path);
  await syncDirLater(dirname(path));
}
