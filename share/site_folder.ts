import { basename, dirname, join, resolve } from "@std/path";
import { attempt } from "../system/attempt.ts";
import { copyFileLater } from "../system/copy_file.ts";
import { entriesIn, readDir } from "../system/entries_in.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { FileLock } from "../system/file_lock.ts";
import { LocksUnsupportedError } from "../system/locks_unsupported_error.ts";
import { makeDirs } from "../system/make_dir.ts";
import { readTextIfThere } from "../system/read_text.ts";
import { removeEmptyDir, removeTreeIfThere } from "../system/remove.ts";
import { rename } from "../system/rename.ts";
import { pid } from "../system/this_process.ts";
import { writeFile } from "../system/write_file.ts";
import { SITE_FILE, SITE_FORMAT } from "../viewer/protocol/shared_site.ts";
import { boardAround } from "./board_around.ts";
import type { SiteWriter } from "./site_writer.ts";

/** The paths of all files that a share writes. */
const OURS =
  /^(index\.html|app\.(js|css)|share\.json|data\/[\w-]+\/\d+\/(board\.json|series\.\d+\.json|parts\/\d+\.bin|media\/\d+\.\w+))$/;
/** What of a site is in its folder itself; the last one names where its boards are. */
const PAGE_FILES = ["app.js", "app.css", "index.html", SITE_FILE];
const DATA = "data";
/** A folder as deep as the files of a share are. */
const MAX_DEPTH = 5;
/** Whoever holds the lock renames some files, and removes those of a share. */
const LOCK_PATIENCE_MS = 10_000;

/**
 * A site in a folder. It is written beside its place, and comes there when it is whole: by one change
 * of a name, so that a kill at any moment leaves the earlier share or the new one. In an earlier share
 * that is the name of `share.json`: it says below which folder of `data/` the boards are, and the new
 * ones are there by then.
 */
export class SiteFolder implements SiteWriter, Disposable {
  /** The folder, absolute. */
  readonly path: string;
  readonly #temporary: string;
  readonly #made = new Set<string>();

  /**
   * Writes nothing yet.
   *
   * @throws {Error} Where there is something that no share has written.
   */
  constructor(path: string) {
    this.path = resolve(path);
    {
      using _ = isShareThere(this.path) ? lockPlace(this.path) : undefined;
      checkPlace(this.path);
    }
    this.#temporary = join(
      dirname(this.path),
      `.${basename(this.path)}.${crypto.randomUUID()}.tmp`,
    );
  }

  // deno-lint-ignore require-await -- Errors are rejections.
  async write(path: string, content: string | Uint8Array): Promise<void> {
    writeFile(this.#place(path), content);
  }

  async copy(path: string, from: string): Promise<void> {
    await copyFileLater(from, this.#place(path));
  }

  /**
   * Gives the site its name, one of several who share to the folder after the other: each would take
   * what another has just brought there for a part of the earlier share, and remove it.
   *
   * @throws {Error} Where something else is there by now.
   */
  finish(): void {
    using _ = lockPlace(this.path);
    checkPlace(this.path);
    if (linkInfoIfThere(join(this.path, SITE_FILE)) !== undefined) return this.#replace();
    if (linkInfoIfThere(this.path) !== undefined) removeEmptyDir(this.path);
    rename(this.#temporary, this.path);
  }

  /** Takes the place of an earlier share. */
  #replace(): void {
    const earlier = entriesIn(join(this.path, DATA)).map(({ name }) => name);
    makeDirs(join(this.path, DATA));
    for (const { name } of entriesIn(join(this.#temporary, DATA))) this.#move(`${DATA}/${name}`);
    for (const name of PAGE_FILES) this.#move(name);
    for (const name of earlier) removeTreeIfThere(join(this.path, DATA, name));
  }

  #move(name: string): void {
    rename(join(this.#temporary, name), join(this.path, name));
  }

  /** Removes what was written, unless it has its name. */
  [Symbol.dispose](): void {
    removeTreeIfThere(this.#temporary);
  }

  #place(path: string): string {
    const place = join(this.#temporary, ...path.split("/"));
    const folder = dirname(place);
    if (!this.#made.has(folder)) makeDirs(folder);
    this.#made.add(folder);
    return place;
  }
}

function isShareThere(path: string): boolean {
  return isShare(attempt(() => readTextIfThere(join(path, SITE_FILE))));
}

/** @throws {Error} Where another process has the lock for long. */
function lockPlace(path: string): Disposable {
  const lock = new FileLock(join(dirname(path), `.${basename(path)}.lock`));
  try {
    if (lock.tryTake(`${pid}\n`, LOCK_PATIENCE_MS)) return lock;
  } catch (error) {
    if (error instanceof LocksUnsupportedError) return lock;
    throw error;
  }
  throw new Error(`Cannot share to ${path}: another process shares to it just now`);
}

/** Checks that a folder is an earlier share, is empty, or is not there. */
function checkPlace(path: string): void {
  const refuse = (received: string) =>
    new Error(
      `Cannot share to ${path}: expected an earlier share, an empty folder or none, received ` +
        received,
    );
  const board = boardAround(path);
  if (board !== undefined) throw refuse(`a folder within the board ${board}`);
  const info = linkInfoIfThere(path);
  if (info === undefined) return;
  if (!info.isDirectory) throw refuse(info.isSymlink ? "a link" : "a file");
  const files = filesIn(path);
  if (files.length === 0) return;
  if (!isShare(readTextIfThere(join(path, SITE_FILE)))) {
    throw refuse(`a folder with other things in it, such as ${files[0]}`);
  }
  const foreign = files.find((file) => !OURS.test(file));
  if (foreign !== undefined) throw refuse(`a share with ${foreign}, which no share has written`);
}

function isShare(text: string | undefined): boolean {
  try {
    const { format } = JSON.parse(text ?? "null") ?? {};
    return format === SITE_FORMAT.format;
  } catch {
    return false;
  }
}

/** The paths of what is in a folder, with slashes; an empty folder is there itself. */
function filesIn(dir: string, prefix = "", depth = 0): string[] {
  return readDir(dir).flatMap(({ name, isDirectory }) => {
    const path = prefix + name;
    if (!isDirectory || depth >= MAX_DEPTH) return [path];
    const within = filesIn(join(dir, name), `${path}/`, depth + 1);
    return within.length === 0 ? [path] : within;
  });
}
