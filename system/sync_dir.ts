/** Makes the names in a folder durable (fsync). */
export function syncDir(path: string): void {
  if (Deno.build.os === "windows") return; // It opens no folders.
  using dir = Deno.openSync(path);
  dir.syncSync();
}

/** The same, without holding up the thread: a disk may take its time. */
export async function syncDirLater(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using dir = await Deno.open(path);
  await dir.sync();
}
