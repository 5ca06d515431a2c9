/**
 * The base: a copy of the backend's files as they were before the journal began. Base and journal
 * together are the whole run, whatever happens to the files in `data/`.
 *
 * Small files are copied before the journal's first block. To copy large ones takes seconds, in
 * which new rows would be in memory alone. So the journal begins at once, with the marker
 * `journal/base_pending`, and the base is made before the first commit: until then nothing has
 * changed the files in `data/`. Files that their backend never changes are not copied, but get a
 * second name in the base, where the file system can.
 *
 * The list of the files' checksums, `file_checksums.json`, becomes `journal/base_checksums.json`
 * when the base is made: it does not hold for the files in `data/` any more.
 *
 * Where the files in `data/` turn out damaged, they are quarantined: moved to a folder
 * `data/damaged_<time>`, which nothing reads, and replaced by the base. The next commit then
 * replays the whole journal. A process may be killed after any step of this, so the steps have an
 * order in which the next writer can complete them:
 *
 * | state | on disk | what the next writer does |
 * |---|---|---|
 * | no base | no `journal/base`; perhaps `journal/base.tmp`, in part | nothing: a first run has no base, and a resumed run copies it again before its first block |
 * | base pending | the marker `journal/base_pending`; perhaps a base, in part | makes the base anew before its first commit |
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
import { basename, dirname, join } from "@std/path";
import { checksumsPath, MAX_PROMPT_BYTES } from "../../format/board_checksums.ts";
import { segmentsIn } from "../../format/journal_frames.ts";
import { attempt } from "../../system/attempt.ts";
import { copyDurablyLater } from "../../system/copy_durably.ts";
import { entriesIn } from "../../system/entries_in.ts";
import { isMissing } from "../../system/error_code.ts";
import { exists } from "../../system/exists.ts";
import { createDir, makeDir } from "../../system/make_dir.ts";
import { linkLater } from "../../system/link_file.ts";
import { OpenFile } from "../../system/open_file.ts";
import { isWindows } from "../../system/platform.ts";
import { readTextIfThere } from "../../system/read_text.ts";
import { linkInfoOf } from "../../system/file_info.ts";
import { removeFile, removeFileIfThere, removeTreeIfThere } from "../../system/remove.ts";
import { rename } from "../../system/rename.ts";
import { replaceFile } from "../../system/replace_file.ts";
import { syncDirLater } from "../../system/sync_dir.ts";
import { writeFile } from "../../system/write_file.ts";

/** The base's folder, in the journal's folder. */
const BASE = "base";
/** The marker of a quarantine that is under way, in the journal's folder: it names where to. */
const MARKER = "setting_aside";
/** The marker of a base that is still to be made, in the journal's folder. */
const PENDING = "base_pending";
/** The checksums of the base's files, in the journal's folder. */
const CHECKSUMS = "base_checksums.json";
/** The name of a quarantine's folder. Whoever made the board may have written another one. */
const QUARANTINE = /^damaged_\d{8}T\d{6}(_\d+)?$/;
const MAX_NAME_BYTES = 64;
/** A copy is made durable, and gives a sign of life, after so many bytes. */
const COPY_BYTES = 16 * 1024 ** 2;

/** A smaller file is freed at once. */
const MIN_HELD_BYTES = 64 * 1024 ** 2;

/** Whether a file in `data/`, by its name, is the backend's; others are left where they are. */
export type IsDataFile = (name: string) => boolean;

const ALL: IsDataFile = () => true;

/**
 * Sees to the base before a journal's first block is written: copies the files
 * of a finished run to it where they are small, and leaves a marker for
 * {@linkcode makeBase} where they are large. Does nothing where there are none,
 * or where there is a journal already.
 *
 * @param dataDir The board's `data` folder.
 * @param journalDir The journal's folder in it.
 * @param onAlive Is called now and then during a long copy.
 * @param maxPromptBytes How large the files may be together to be copied at once.
 * @param isDataFile Which files are the backend's. Default: all.
 */
export function beginBase(
  dataDir: string,
  journalDir: string,
  onAlive: () => void,
  maxPromptBytes = MAX_PROMPT_BYTES,
  isDataFile: IsDataFile = ALL,
): void {
  // Of a journal that was out of sight for a moment: its rows may be nowhere else.
  if (segmentsIn(journalDir).length > 0) return;
  const names = fileNamesIn(dataDir, isDataFile);
  if (names.length === 0) return;
  const byteCount = names.reduce((sum, name) => sum + linkInfoOf(join(dataDir, name)).size, 0);
  removeRemains(journalDir);
  if (byteCount > maxPromptBytes) {
    // It is durable with the first segment, when the folder is made durable.
    return writeFile(join(journalDir, PENDING), "");
  }
  makeDir(unfinishedIn(journalDir));
  for (const name of names) {
    copyDurably(join(dataDir, name), join(unfinishedIn(journalDir), name), onAlive);
  }
  rename(unfinishedIn(journalDir), join(journalDir, BASE));
  moveChecksums(dataDir, journalDir);
}

/** Whether the base is still to be made, and the files in `data/` are as an earlier run left them. */
export function isBasePending(journalDir: string): boolean {
  return exists(join(journalDir, PENDING));
}

/**
 * Makes a base that is pending: whole and durable, before it is pending no
 * more. Does not hold up the thread.
 *
 * @param canLink Whether a second name for a file is as good as a copy.
 * @param isSound Resolves when the files are as the earlier run left them; rejects where they are not.
 * @param isDataFile Which files are the backend's. Default: all.
 */
export async function makeBase(
  dataDir: string,
  journalDir: string,
  canLink: boolean,
  isSound: () => Promise<void>,
  isDataFile: IsDataFile = ALL,
): Promise<void> {
  removeRemains(journalDir);
  const unfinished = unfinishedIn(journalDir);
  makeDir(unfinished);
  const copied: [from: string, to: string][] = [];
  for (const name of fileNamesIn(dataDir, isDataFile)) {
    const [from, to] = [join(dataDir, name), join(unfinished, name)];
    if (!canLink || !await linkLater(from, to)) copied.push([from, to]);
  }
  // What is compared has its second name by now: that changes a file's times.
  for (const result of await Promise.allSettled([copyAll(copied), isSound()])) {
    if (result.status === "fulfilled") continue;
    removeTreeIfThere(unfinished);
    throw result.reason;
  }
  await syncDirLater(unfinished);
  rename(unfinished, join(journalDir, BASE));
  await syncDirLater(journalDir);
  removeFile(join(journalDir, PENDING));
  moveChecksums(dataDir, journalDir);
  await syncDirLater(journalDir); // Before a commit changes a file.
}

/** Where the checksums of the base's files are. */
export function baseChecksumsPath(journalDir: string): string {
  return join(journalDir, CHECKSUMS);
}

/** Where a file of the base is. */
export function basePath(journalDir: string, name: string): string {
  return join(journalDir, BASE, name);
}

/**
 * Opens the large files of a base that is about to be removed. The system frees what a file takes
 * once nobody has it open any more: of 800 MB that takes a quarter of a second, for which whoever
 * removes or closes it stands still.
 *
 * @returns None on Windows, which renames no folder in which a file is open.
 */
export function holdBase(journalDir: string): OpenFile[] {
  if (isWindows) return [];
  return fileNamesIn(join(journalDir, BASE), ALL).flatMap((name) => {
    const path = basePath(journalDir, name);
    return linkInfoOf(path).size < MIN_HELD_BYTES ? [] : attempt(() => new OpenFile(path)) ?? [];
  });
}

/**
 * Moves the backend's files into a folder of their own, and puts the base in
 * their place.
 *
 * @returns The folder, absolute.
 */
export function quarantine(
  dataDir: string,
  journalDir: string,
  onAlive: () => void,
  isDataFile: IsDataFile = ALL,
): string {
  const stamp = new Date().toISOString().replace(/[-:]|\..*/g, "");
  let folder = join(dataDir, `damaged_${stamp}`);
  for (let i = 2; exists(folder); i++) folder = join(dataDir, `damaged_${stamp}_${i}`);
  createDir(folder);
  makeDir(journalDir);
  replaceFile(join(journalDir, MARKER), basename(folder));
  completeQuarantine(dataDir, journalDir, onAlive, isDataFile);
  return folder;
}

/** Completes a {@linkcode quarantine} that was cut off; does nothing where there is none. */
export function completeQuarantine(
  dataDir: string,
  journalDir: string,
  onAlive: () => void,
  isDataFile: IsDataFile = ALL,
): void {
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
    if (isFile && !isCopy && isDataFile(name)) rename(join(dataDir, name), join(folder, name));
  }
  for (const name of baseNames) copyDurably(join(base, name), join(dataDir, name), onAlive);
  removeFile(marker);
}

/** Removes what an earlier attempt to make the base has left: nothing has relied on it. */
function removeRemains(journalDir: string): void {
  makeDir(journalDir);
  removeTreeIfThere(join(journalDir, BASE));
  removeTreeIfThere(unfinishedIn(journalDir));
  removeFileIfThere(baseChecksumsPath(journalDir));
}

function unfinishedIn(journalDir: string): string {
  return join(journalDir, `${BASE}.tmp`);
}

function fileNamesIn(dir: string, isDataFile: IsDataFile): string[] {
  return entriesIn(dir).filter(({ name, isFile }) => isFile && isDataFile(name))
    .map(({ name }) => name);
}

/** A commit may change the files from now on: their list holds for the base alone. */
function moveChecksums(dataDir: string, journalDir: string): void {
  try {
    rename(checksumsPath(dirname(dataDir)), baseChecksumsPath(journalDir));
  } catch (error) {
    // A list that stays is as good as none while there is a journal; then another is written.
    if (isMissing(error)) return;
  }
}

/** Copies files, durably, without holding up the thread. */
async function copyAll(files: readonly [from: string, to: string][]): Promise<void> {
  for (const [from, to] of files) {
    await copyDurablyLater(from, to);
  }
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
