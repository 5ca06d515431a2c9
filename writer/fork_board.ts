import { join } from "@std/path";
import { FILES_INDEX, isRestOfFiles } from "../format/stored_files.ts";
import { copyDurablyLater } from "../system/copy_durably.ts";
import { entriesIn } from "../system/entries_in.ts";
import { exists } from "../system/exists.ts";
import { linkLater } from "../system/link_file.ts";
import { makeDir } from "../system/make_dir.ts";
import { removeTreeIfThere } from "../system/remove.ts";
import { rename } from "../system/rename.ts";
import { replaceFileDurably } from "../system/replace_file_durably.ts";
import { syncDirLater } from "../system/sync_dir.ts";
import { FileIndex } from "./files/file_index.ts";
import { loadFileWork } from "./load_backend.ts";

/** In the board's folder: what becomes `data`. */
const UNFINISHED = "data.tmp";

/** What a new board begins with. */
export interface Fork {
  /** The folder of the board that it is a fork of, absolute. */
  boardDir: string;
  /** The last step that it has of that one. */
  step: number;
}

/**
 * Brings the history of a board into a new one: the rows up to a step, and the media and files that
 * they name. The folder `data` is there when all of it is: a kill before leaves a board without rows.
 *
 * Media and files get a second name, where the file system can: nothing writes to one that is there.
 * The backend's files are copied, as a run that goes on may write to them.
 *
 * @param backend `duckdb` or `parquet`.
 */
export async function forkBoard(fork: Fork, boardDir: string, backend: string): Promise<void> {
  const dataDir = join(boardDir, "data");
  if (exists(dataDir)) return; // An earlier writer of this run has done it.
  const unfinished = join(boardDir, UNFINISHED);
  removeTreeIfThere(unfinished);
  makeDir(unfinished);
  const { fork: forkFiles, filenames } = await loadFileWork(backend);
  await forkFiles(join(fork.boardDir, "data"), unfinished, fork.step, false);
  await copyNamed(fork, boardDir, "media", await filenames(unfinished, "media"));
  const files = await filenames(unfinished, "files");
  await copyNamed(fork, boardDir, "files", files);
  const index = new FileIndex(join(fork.boardDir, "files")).textFor(files);
  if (exists(join(boardDir, "files"))) {
    replaceFileDurably(join(boardDir, "files", FILES_INDEX), index);
  }
  await syncDirLater(unfinished);
  rename(unfinished, dataDir);
  await syncDirLater(boardDir);
}

async function copyNamed(
  { boardDir: parentDir }: Fork,
  boardDir: string,
  folder: "media" | "files",
  wanted: ReadonlyMap<string, number>,
): Promise<void> {
  const [from, to] = [join(parentDir, folder), join(boardDir, folder)];
  for (const { name, isFile } of entriesIn(from)) {
    if (!isFile || isRestOfFiles(name) || !wanted.has(name)) continue;
    makeDir(to);
    const [path, target] = [join(from, name), join(to, name)];
    if (exists(target) || await linkLater(path, target)) continue;
    // By its name only as a whole: a fork that goes on after a kill trusts what is there.
    const copy = join(boardDir, UNFINISHED, "copy.tmp");
    await copyDurablyLater(path, copy);
    rename(copy, target);
  }
  if (exists(to)) await syncDirLater(to);
}
