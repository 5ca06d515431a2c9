/**
 * The backend's files as they were before the journal began: with the journal
 * they make the whole run, whatever happens to the files in `data/`.
 *
 * @module
 */
import { join } from "@std/path";

/** The folder's name, in the journal's folder. */
const BASE = "base";

/**
 * Copies the files of a finished run to `data/journal/base`, before a resumed
 * run changes them. Makes nothing where there are none.
 *
 * @param dataDir The board's `data` folder.
 * @param journalDir The journal's folder in it.
 */
export function keepBase(dataDir: string, journalDir: string): void {
  const files = [...readDir(dataDir)].filter((entry) => entry.isFile);
  if (files.length === 0) return;
  // What an earlier attempt left: it ended before the journal's first block.
  if (exists(journalDir)) Deno.removeSync(journalDir, { recursive: true });
  const unfinished = join(journalDir, `${BASE}.tmp`);
  Deno.mkdirSync(unfinished, { recursive: true });
  for (const { name } of files) {
    const copy = join(unfinished, name);
    Deno.copyFileSync(join(dataDir, name), copy);
    using file = Deno.openSync(copy, { write: true });
    file.syncDataSync();
  }
  Deno.renameSync(unfinished, join(journalDir, BASE));
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function readDir(path: string): Iterable<Deno.DirEntry> {
  try {
    return [...Deno.readDirSync(path)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
