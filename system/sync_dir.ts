import { isWindows } from "./machine.ts";
import { OpenFile } from "./open_file.ts";

/** Makes the names in a folder durable (fsync). */
export function syncDir(path: string): void {
  if (isWindows) return; // It opens no folders.
  using dir = new OpenFile(path);
  dir.syncAll();
}

/** The same, without holding up the thread: a disk may take its time. */
export async function syncDirLater(path: string): Promise<void> {
  if (isWindows) return;
  using dir = await OpenFile.openLater(path);
  await dir.syncAllLater();
}
