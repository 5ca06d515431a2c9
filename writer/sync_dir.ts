/** Makes the names in a folder durable (fsync). */
export function syncDir(path: string): void {
  if (Deno.build.os === "windows") return; // It opens no folders.
  using dir = Deno.openSync(path);
  dir.syncSync();
}
