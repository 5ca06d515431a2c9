import { dirname } from "@std/path";

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

/** Makes the names in a folder durable. */
export function syncDir(path: string): void {
  if (Deno.build.os === "windows") return; // It opens no folders.
  using dir = Deno.openSync(path);
  dir.syncSync();
}
