/**
 * The backend's files as they were before the journal began: with the journal
 * they make the whole run, whatever happens to the files in `data/`.
 *
 * @module
 */
import { basename, join } from "@std/path";
import { entriesIn } from "../../system/entries_in.ts";
import { segmentsIn } from "../../format/journal_frames.ts";
import { makeDir } from "../../system/make_dir.ts";
import { replaceFile } from "../../system/replace_file.ts";

/** The folder's name, in the journal's folder. */
const BASE = "base";
/** The file in the journal's folder that is there while files are set aside: it names where to. */
const SETTING_ASIDE = "setting_aside";
/** A copy gives a sign of life, and is made durable, after so many bytes. */
const COPY_BYTES = 16 * 1024 ** 2;

/**
 * Copies the files of a finished run to `data/journal/base`, before a resumed
 * run changes them. Makes nothing where there are none, or where there is a
 * journal already.
 *
 * @param dataDir The board's `data` folder.
 * @param journalDir The journal's folder in it.
 * @param onAlive Is told, in the midst of a long copy, that it goes on.
 */
export function copyBase(dataDir: string, journalDir: string, onAlive: () => void): void {
  // A journal that was out of sight for a moment: what it holds may be nowhere else.
  if (segmentsIn(journalDir).length > 0) return;
  const files = entriesIn(dataDir).filter((entry) => entry.isFile);
  if (files.length === 0) return;
  const base = join(journalDir, BASE);
  const unfinished = `${base}.tmp`;
  makeDir(journalDir);
  // What an earlier attempt left: it ended before the journal's first block.
  for (const folder of [base, unfinished]) {
    if (exists(folder)) Deno.removeSync(folder, { recursive: true });
  }
  makeDir(unfinished);
  for (const { name } of files) copyDurably(join(dataDir, name), join(unfinished, name), onAlive);
  Deno.renameSync(unfinished, base);
}

/**
 * Moves the backend's files out of the way, into a folder of `data` whose name
 * says so, and puts those from before the journal back in their place.
 *
 * @returns That folder.
 */
export function quarantine(dataDir: string, journalDir: string, onAlive: () => void): string {
  const stamp = new Date().toISOString().replace(/[-:]|\..*/g, "");
  let folder = join(dataDir, `damaged_${stamp}`);
  for (let i = 2; exists(folder); i++) folder = join(dataDir, `damaged_${stamp}_${i}`);
  Deno.mkdirSync(folder);
  makeDir(journalDir);
  replaceFile(join(journalDir, SETTING_ASIDE), basename(folder));
  completeQuarantine(dataDir, journalDir, onAlive);
  return folder;
}

/** Goes on where a {@linkcode quarantine} was cut off; else does nothing. */
export function completeQuarantine(dataDir: string, journalDir: string, onAlive: () => void): void {
  const marker = join(journalDir, SETTING_ASIDE);
  if (!exists(marker)) return;
  const folder = join(dataDir, Deno.readTextFileSync(marker));
  const base = join(journalDir, BASE);
  const names = new Set(entriesIn(base).map(({ name }) => name));
  for (const { name, isFile } of entriesIn(dataDir)) {
    // Where a file of this name was moved already, this is a copy, whole or not.
    const isCopy = names.has(name) && exists(join(folder, name));
    if (isFile && !isCopy) Deno.renameSync(join(dataDir, name), join(folder, name));
  }
  for (const name of names) copyDurably(join(base, name), join(dataDir, name), onAlive);
  Deno.removeSync(marker);
}

/** Overwrites what is there. */
function copyDurably(from: string, to: string, onAlive: () => void): void {
  using source = Deno.openSync(from);
  using target = Deno.openSync(to, { write: true, create: true, truncate: true });
  const chunk = new Uint8Array(Math.min(COPY_BYTES, Math.max(1, source.statSync().size)));
  for (let count = source.readSync(chunk); count !== null; count = source.readSync(chunk)) {
    for (let at = 0; at < count;) at += target.writeSync(chunk.subarray(at, count));
    target.syncDataSync();
    onAlive();
  }
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
