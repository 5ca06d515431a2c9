import { dirname, join } from "@std/path";
import { isMissing, isPermissionDenied } from "../system/error_code.ts";
import { syncDirLater } from "../system/sync_dir.ts";
import { syncFileLater } from "../system/sync_file.ts";

/**
 * Makes durable (fsync) what the board wrote before its first row, so that a
 * power failure after a flush leaves a board and not only its rows:
 * `metadata.json`, its name in the board's folder, and the folder's own name.
 *
 * What is not there, or may not be opened, is passed over: the board may have
 * the right to its own folder only.
 */
export async function syncBoardFolder(boardDir: string): Promise<void> {
  const syncs = [
    () => syncFileLater(join(boardDir, "metadata.json")),
    () => syncDirLater(boardDir),
    () => syncDirLater(dirname(boardDir)),
    () => syncDirLater(dirname(dirname(boardDir))),
  ];
  for (const sync of syncs) {
    try {
      await sync();
    } catch (error) {
      if (!isMissing(error) && !isPermissionDenied(error)) throw error;
    }
  }
}
