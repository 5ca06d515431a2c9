import { join, resolve } from "@std/path";
import { hasJournal } from "../../../format/guess_metadata.ts";
import { looksLikeBoard } from "../../../reader/folder/looks_like_board.ts";
import { namesIn, readDir } from "../../../system/entries_in.ts";
import { isNotFound } from "../../../system/error_code.ts";
import { infoOf, linkInfoOf } from "../../../system/file_info.ts";
import { messageOf } from "../../../system/message_of.ts";
import { isPathSegment } from "../../../system/path_segment.ts";
import { realPath } from "../../../system/real_path.ts";
import { RequestError } from "../http/request_error.ts";
import { findForeignLink } from "./find_foreign_link.ts";
import { isInside } from "../../../reader/summaries/is_inside.ts";
import { type FolderScan, scanFolder } from "../../../reader/summaries/scan_folder.ts";

/** No file system tells times less finely. */
const CLOCK_STEP_MS = 2000;

/** The folder of a board, and what its files say. */
export interface BoardScan extends FolderScan {
  /** The folder of the board, with no link in its path. */
  boardDir: string;
}

/**
 * The folder of all boards: turns the names in a request into paths in it. No
 * spelling and no link leads out of it.
 */
export class BoardFolders {
  /** The folder as it was given, but absolute. */
  readonly baseDir: string;
  /** Folders that are no boards, each with the version in which that was seen. */
  readonly #others = new Map<string, string>();

  readonly #isFetched: boolean;

  /**
   * The folders of the boards in `baseDir`, which need not exist yet.
   *
   * @param isFetched Whether files come to them as they are read, so that only the metadata say
   * whether a board has changed.
   */
  constructor(baseDir: string, isFetched = false) {
    this.baseDir = resolve(baseDir);
    this.#isFetched = isFetched;
  }

  /** Why no boards can be listed, in plain words; `undefined` if they can. */
  get problem(): string | undefined {
    try {
      if (!infoOf(this.baseDir).isDirectory) return `${this.baseDir} is not a folder`;
      namesIn(this.baseDir); // It may be there, and not be for everybody to list.
      return undefined;
    } catch (error) {
      if (isNotFound(error)) return `There is no folder ${this.baseDir} yet`;
      return `The folder ${this.baseDir} cannot be read: ${messageOf(error)}`;
    }
  }

  /** Whether `baseDir` does not exist. */
  get isMissing(): boolean {
    try {
      infoOf(this.baseDir);
      return false;
    } catch (error) {
      return isNotFound(error);
    }
  }

  /**
   * The names of the folders in it that may be boards, broken ones too. Hidden
   * ones and links are none, nor are those with other things in them. A folder
   * that is empty may be of a run that has just begun.
   */
  ids(): string[] {
    return (this.names()?.names ?? []).filter((name) => this.mayBeBoard(name));
  }

  /**
   * The names of all folders in it but hidden ones and links, and a version to be given the next
   * time: as long as it is the same, there is no answer. None at all where they cannot be listed.
   */
  names(version?: string): { names: string[]; version?: string } | undefined {
    try {
      const { version: now, mtimeMs } = infoOf(this.baseDir);
      if (version === now) return undefined;
      const names = readDir(this.baseDir)
        .filter(({ name, isDirectory }) => isDirectory && isId(name))
        .map(({ name }) => name);
      // More may come in the same moment of the file system's clock.
      return { names, version: Date.now() - mtimeMs > CLOCK_STEP_MS ? now : undefined };
    } catch {
      return { names: [] }; // `problem` says why.
    }
  }

  /** Whether a folder in it may be a board, as {@linkcode ids} says. */
  mayBeBoard(id: string): boolean {
    return this.#mayBeBoard(join(this.baseDir, id));
  }

  #mayBeBoard(dir: string): boolean {
    try {
      if (looksLikeBoard(dir)) return true;
      const { version } = linkInfoOf(dir);
      // Listed once: it may be the folder of all the user's photographs.
      if (this.#others.get(dir) === version) return false;
      if (namesIn(dir).length === 0) return true;
      this.#others.set(dir, version);
      return false;
    } catch {
      return false; // It was removed, or is not accessible.
    }
  }

  /**
   * The folder of a board, with no link in its path.
   *
   * @throws {RequestError} `not_found`.
   */
  find(id: string): string {
    return findIn(this.#root(id), id);
  }

  /** Whether a board has a journal: it is written, or its run was cut off. */
  hasJournal(id: string): boolean {
    try {
      return hasJournal(this.find(id));
    } catch {
      return false; // It has been removed meanwhile.
    }
  }

  /**
   * The names, sizes and times of the files in a board's folder.
   *
   * @throws {RequestError} `not_found`.
   */
  scan(id: string): BoardScan {
    const root = this.#root(id);
    const boardDir = findIn(root, id);
    return { boardDir, ...scanFolder(boardDir, root, this.#isFetched) };
  }

  /**
   * As {@linkcode scan}, of a board that is safe to read.
   *
   * @throws {RequestError} `not_found`; `failed` if something in it points
   * out of the folder of all boards.
   */
  scanSafe(id: string): BoardScan {
    const scan = this.scan(id);
    if (scan.problem !== undefined) throw new RequestError("failed", scan.problem);
    return scan;
  }

  /** The folder of a board that is safe to read. @throws {RequestError} As {@linkcode scanSafe}. */
  findSafe(id: string): string {
    return this.scanSafe(id).boardDir;
  }

  /**
   * The folder of a board that is safe for the user's own queries, which can
   * read any file in it: no link in it points out of the folder of all boards.
   *
   * @throws {RequestError} `not_found`, or `failed` if it is not safe.
   */
  findSafeForSql(id: string): string {
    const dir = this.findSafe(id);
    const link = findForeignLink(dir, this.#root(id));
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
      if (!names.every((name) => isPathSegment(name))) throw new TypeError("Not a name");
      const real = realPath(join(dir, ...names));
      // Opening a pipe would wait for a program that writes to it.
      if (isInside(real, dir) && linkInfoOf(real).isFile) return real;
    } catch {
      // There is nothing, or it is not accessible.
    }
    throw new RequestError("not_found", `The board "${id}" has no file "${names.join("/")}"`);
  }

  /** The folder without links in its path. @throws {RequestError} `not_found`. */
  #root(id: string): string {
    try {
      return realPath(this.baseDir);
    } catch {
      throw noBoard(id);
    }
  }
}

function findIn(root: string, id: string): string {
  if (!isId(id)) throw noBoard(id);
  const dir = join(root, id);
  try {
    if (linkInfoOf(dir).isDirectory) return dir;
  } catch {
    // There is nothing, or it is not accessible.
  }
  throw noBoard(id);
}

/** Folders that begin with a dot belong to tools, as `.kobo` does. */
function isId(name: string): boolean {
  return isPathSegment(name) && !name.startsWith(".");
}

function noBoard(id: string): RequestError {
  return new RequestError("not_found", `There is no board "${id}" in this folder`);
}
