import { basename, dirname, join, resolve } from "@std/path";
import { copyFileLater } from "../system/copy_file.ts";
import { readDir } from "../system/entries_in.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { makeDirs } from "../system/make_dir.ts";
import { readTextIfThere } from "../system/read_text.ts";
import { removeTreeIfThere } from "../system/remove.ts";
import { rename } from "../system/rename.ts";
import { writeFile } from "../system/write_file.ts";
import { SITE_FILE, SITE_FORMAT } from "../viewer/protocol/shared_site.ts";
import { boardAround } from "./board_around.ts";
import type { SiteWriter } from "./site_writer.ts";

/** The paths of all files that a share writes. */
const OURS =
  /^(index\.html|app\.(js|css)|share\.json|data\/[\w-]+\/\d+\/(board\.json|series\.\d+\.json|parts\/\d+\.bin|media\/\d+\.\w+))$/;
/** A folder as deep as the files of a share are. */
const MAX_DEPTH = 5;

/**
 * A site in a folder. It is written beside its place, and has its name when it
 * is whole; an earlier share that is there is replaced then.
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
    checkPlace(this.path);
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

  /** Gives the site its name. @throws {Error} Where something else is there by now. */
  finish(): void {
    checkPlace(this.path);
    const isThere = linkInfoIfThere(this.path) !== undefined;
    const earlier = `${this.#temporary}.earlier`;
    if (isThere) rename(this.path, earlier);
    try {
      rename(this.#temporary, this.path);
    } catch (error) {
      if (isThere) rename(earlier, this.path);
      throw error;
    }
    removeTreeIfThere(earlier);
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
