/**
 * The backend's files as they were before the journal began: with the journal
 * they make the whole run, whatever happens to the files in `data/`.
 *
 * @module
 */
import { join } from "@std/path";
import { makeDir } from "./make_dir.ts";

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
  makeDir(journalDir);
  makeDir(unfinished);
  for (const { name } of files) {
    const copy = join(unfinished, name);
    Deno.copyFileSync(join(dataDir, name), copy);
    using file = Deno.openSync(copy, { write: true });
    file.syncDataSync();
  }
  Deno.renameSync(unfinished, join(journalDir, BASE));
}

/**
 * Moves the backend's files out of the way, into a folder of `data` whose name
 * says so, and puts those from before the journal back in their place.
 *
 * @returns That folder.
 */
export function setAside(dataDir: string, journalDir: string): string {
  const stamp = new Date().toISOString().replace(/[-:]|\..*/g, "");
  let folder = join(dataDir, `damaged_${stamp}`);
  for (let i = 2; exists(folder); i++) folder = join(dataDir, `damaged_${stamp}_${i}`);
  Deno.mkdirSync(folder);
  for (const { name, isFile } of readDir(dataDir)) {
    if (isFile) Deno.renameSync(join(dataDir, name), join(folder, name));
  }
  const base = join(journalDir, BASE);
  for (const { name } of readDir(base)) Deno.copyFileSync(join(base, name), join(dataDir, name));
  return folder;
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
