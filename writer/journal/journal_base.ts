/**
 * The base: a copy of the backend's files as they were before the journal began. Base and journal
 * together are the whole run, whatever happens to the files in `data/`.
 *
 * Where the files in `data/` turn out damaged, they are quarantined: moved to a folder
 * `data/damaged_<time>`, which nothing reads, and replaced by the base. The next commit then
 * replays the whole journal. A process may be killed after any step of this, so the steps have an
 * order in which the next writer can complete them:
 *
 * | state | on disk | what the next writer does |
 * |---|---|---|
 * | no base | no `journal/base`; perhaps `journal/base.tmp`, in part | nothing: a first run has no base, and a resumed run copies it again before its first block |
 * | base | `journal/base`, whole and durable | nothing |
 * | quarantine begun | an empty `damaged_<time>` | nothing: all files are where they were |
 * | quarantine | the marker `journal/setting_aside`, which names `damaged_<time>` | {@linkcode completeQuarantine}: moves what is left to move, then copies the base |
 * | quarantined | no marker any more | replays the journal |
 *
 * Within the quarantine, a file of a name that the base has and that was moved already is a copy
 * of the base's, perhaps only a part of it: it is overwritten, and never moved.
 *
 * @module
 */
import { basename, join } from "@std/path";
import { segmentsIn } from "../../format/journal_frames.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { exists } from "../../system/exists.ts";
import { createDir, makeDir } from "../../system/make_dir.ts";
import { OpenFile } from "../../system/open_file.ts";
import { readTextIfThere } from "../../system/read_text.ts";
import { linkInfoOf } from "../../system/file_info.ts";
import { removeFile, removeFileIfThere, removeTreeIfThere } from "../../system/remove.ts";
import { rename } from "../../system/rename.ts";
import { replaceFile } from "../../system/replace_file.ts";

/** The base's folder, in the journal's folder. */
const BASE = "base";
/** The marker of a quarantine that is under way, in the journal's folder: it names where to. */
const MARKER = "setting_aside";
/** The name of a quarantine's folder. Whoever made the board may have written another one. */
const QUARANTINE = /^damaged_\d{8}T\d{6}(_\d+)?$/;
const MAX_NAME_BYTES = 64;
/** A copy is made durable, and gives a sign of life, after so many bytes. */
const COPY_BYTES = 16 * 1024 ** 2;

/**
 * Copies the files of a finished run to the base, before a resumed run changes
 * them. Does nothing where there are none, or where there is a journal already.
 *
 * @param dataDir The board's `data` folder.
 * @param journalDir The journal's folder in it.
 * @param onAlive Is called now and then during a long copy.
 */
export function copyBase(dataDir: string, journalDir: string, onAlive: () => void): void {
  // Of a journal that was out of sight for a moment: its rows may be nowhere else.
  if (segmentsIn(journalDir).length > 0) return;
  const files = entriesIn(dataDir).filter((entry) => entry.isFile);
  if (files.length === 0) return;
  const base = join(journalDir, BASE);
  const unfinished = `${base}.tmp`;
  makeDir(journalDir);
  // An earlier attempt may have left some: it ended before the journal's first block.
  removeTreeIfThere(base);
  removeTreeIfThere(unfinished);
  makeDir(unfinished);
  for (const { name } of files) copyDurably(join(dataDir, name), join(unfinished, name), onAlive);
  rename(unfinished, base);
}

/**
 * Moves the backend's files into a folder of their own, and puts the base in
 * their place.
 *
 * @returns The folder, absolute.
 */
export function quarantine(dataDir: string, journalDir: string, onAlive: () => void): string {
  const stamp = new Date().toISOString().replace(/[-:]|\..*/g, "");
  let folder = join(dataDir, `damaged_${stamp}`);
  for (let i = 2; exists(folder); i++) folder = join(dataDir, `damaged_${stamp}_${i}`);
  createDir(folder);
  makeDir(journalDir);
  replaceFile(join(journalDir, MARKER), basename(folder));
  completeQuarantine(dataDir, journalDir, onAlive);
  return folder;
}

/** Completes a {@linkcode quarantine} that was cut off; does nothing where there is none. */
export function completeQuarantine(dataDir: string, journalDir: string, onAlive: () => void): void {
  const marker = join(journalDir, MARKER);
  const name = readTextIfThere(marker, MAX_NAME_BYTES);
  if (name === undefined) return;
  if (!QUARANTINE.test(name) || !linkInfoOf(join(dataDir, name)).isDirectory) {
    throw new Error(`Cannot go on from ${marker}: expected the name of a folder damaged_<time>`);
  }
  const folder = join(dataDir, name);
  const base = join(journalDir, BASE);
  const baseNames = new Set(entriesIn(base).map(({ name }) => name));
  for (const { name, isFile } of entriesIn(dataDir)) {
    const isCopy = baseNames.has(name) && exists(join(folder, name));
    if (isFile && !isCopy) rename(join(dataDir, name), join(folder, name));
  }
  for (const name of baseNames) copyDurably(join(base, name), join(dataDir, name), onAlive);
  removeFile(marker);
}

/** Copies a file over what is there. */
function copyDurably(from: string, to: string, onAlive: () => void): void {
  using source = new OpenFile(from);
  removeFileIfThere(to);
  using target = new OpenFile(to, "create_new");
  const chunk = new Uint8Array(Math.min(COPY_BYTES, Math.max(1, source.size)));
  for (let count = source.read(chunk); count > 0; count = source.read(chunk)) {
    target.write(chunk.subarray(0, count));
    target.sync();
    onAlive();
  }
}
