import { closeSync, fsyncSync, openSync, promises } from "node:fs";
import { isWindows } from "./platform.ts";
import { ignoreUnsupported } from "./sync_support.ts";

/** Makes the names in a folder durable (fsync). */
export function syncDir(path: string): void {
  if (isWindows) return; // It opens no folders.
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } catch (error) {
    ignoreUnsupported(error, "folder");
  } finally {
    closeSync(fd);
  }
}

/** The same, without holding up the thread: a disk may take its time. */
export async function syncDirLater(path: string): Promise<void> {
  if (isWindows) return;
  const dir = await promises.open(path, "r");
  try {
    await dir.sync();
  } catch (error) {
    ignoreUnsupported(error, "folder");
  } finally {
    await dir.close();
  }
}
