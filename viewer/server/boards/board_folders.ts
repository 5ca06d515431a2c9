import { join, resolve } from "@std/path";
import { findForeignLink } from "./find_foreign_link.ts";
import { isInside } from "./is_inside.ts";
import { RequestError } from "../http/request_error.ts";
import { type FolderScan, scanFolder } from "./scan_folder.ts";

/**
 * The folder of all boards: turns what a request names into paths in it.
 * Nothing outside it is given out, by whatever spelling or link.
 */
export class BoardFolders {
  /** The folder, absolute, as it was given. */
  readonly baseDir: string;

  /** The folders of the boards in `baseDir`, which need not exist yet. */
  constructor(baseDir: string) {
    this.baseDir = resolve(baseDir);
  }

  /** Why no boards can be listed, in plain words; `undefined` where they can. */
  get problem(): string | undefined {
    try {
      if (Deno.statSync(this.baseDir).isDirectory) return undefined;
      return `${this.baseDir} is not a folder`;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return `There is no folder ${this.baseDir} yet`;
      return `The folder ${this.baseDir} cannot be read: ${(error as Error).message}`;
    }
  }

  /** The ids of all folders in it, hidden ones and links left out. */
  ids(): string[] {
    try {
      return [...Deno.readDirSync(this.baseDir)]
        .filter(({ name, isDirectory }) => isDirectory && isId(name))
        .map(({ name }) => name);
    } catch {
      return []; // `problem` says why.
    }
  }

  /**
   * The folder of a board, with no link in its path.
   *
   * @throws {RequestError} `not_found`.
   */
  find(id: string): string {
    if (!isId(id)) throw noBoard(id);
    try {
      const dir = join(this.#root(), id);
      if (Deno.lstatSync(dir).isDirectory) return dir;
    } catch {
      // As where it is no folder.
    }
    throw noBoard(id);
  }

  /**
   * What is in a board's folder, for a first look at it.
   *
   * @throws {RequestError} `not_found`.
   */
  scan(id: string): FolderScan {
    const dir = this.find(id);
    return scanFolder(dir, this.#root());
  }

  /**
   * The folder of a board that is safe to be read.
   *
   * @throws {RequestError} `not_found`; `failed` where something in it points
   * out of the folder of all boards.
   */
  findSafe(id: string): string {
    const { problem } = this.scan(id);
    if (problem !== undefined) throw new RequestError("failed", problem);
    return this.find(id);
  }

  /**
   * The folder of a board that queries may be asked of, which can name any
   * file in it: no link in it points out of the folder of all boards.
   *
   * @throws {RequestError} `not_found`, or `failed` where it is not safe.
   */
  findSafeForSql(id: string): string {
    const dir = this.findSafe(id);
    const link = findForeignLink(dir, this.#root());
    if (link === undefined) return dir;
    throw new RequestError("failed", `${link} is a link that points out of the folder`);
  }

  /**
   * A regular file in a board's folder, with all links resolved.
   *
   * @param names One path segment each.
   * @throws {RequestError} `not_found`.
   */
  file(id: string, ...names: string[]): string {
    const dir = this.find(id);
    try {
      if (!names.every(isSegment)) throw new TypeError("Not a name");
      const real = Deno.realPathSync(join(dir, ...names));
      // Opening a pipe would wait for whoever writes to it.
      if (isInside(real, dir) && Deno.lstatSync(real).isFile) return real;
    } catch {
      // As where it is no file.
    }
    throw new RequestError("not_found", `The board "${id}" has no file "${names.join("/")}"`);
  }

  #root(): string {
    return Deno.realPathSync(this.baseDir);
  }
}

function isSegment(name: string): boolean {
  // A colon names a drive or a stream on Windows.
  const forbidden = Deno.build.os === "windows" ? /[/\\:\0]/ : /[/\\\0]/;
  return name !== "" && name !== "." && name !== ".." && !forbidden.test(name);
}

/** Folders that begin with a dot are the tools' own, as `.kobo` is. */
function isId(name: string): boolean {
  return isSegment(name) && !name.startsWith(".");
}

function noBoard(id: string): RequestError {
  return new RequestError("not_found", `There is no board "${id}" in this folder`);
}
