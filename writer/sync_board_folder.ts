import { dirname, join } from "@std/path";
import { METADATA_FILE } from "../format/metadata.ts";
import { isPermitted } from "../system/deno.ts";
import { isMissing, isPermissionDenied } from "../system/error_code.ts";
import { syncDirLater } from "../system/sync_dir.ts";
import { syncFileLater } from "../system/sync_file.ts";

/**
 * Makes durable (fsync) what the board wrote before its first row, so that a
 * power failure after a flush leaves a board and not only its rows:
 * `metadata.json`, its name in the board's folder, the folder's own name, and
 * those of the folders above it, which may be new too.
 *
 * What is not there, or may not be opened, is passed over: the board may have
 * the right to its own folder only. Nobody is asked for the right to others.
 */
export async function syncBoardFolder(boardDir: string): Promise<void> {
  const syncs = [
    () => syncFileLater(join(boardDir, METADATA_FILE)),
    ...[boardDir, ...foldersAbove(boardDir)].filter(mayRead).map((dir) => () => syncDirLater(dir)),
  ];
  for (const sync of syncs) {
    try {
      await sync();
    } catch (error) {
      if (!isMissing(error) && !isPermissionDenied(error)) throw error;
    }
  }
}

function mayRead(dir: string): boolean {
  return isPermitted({ name: "read", path: dir });
}

function foldersAbove(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...foldersAbove(parent)];
}
