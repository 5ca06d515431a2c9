import { extname, join } from "@std/path";
import { keptRowsOf } from "../../format/kept_rows.ts";
import {
  FILES_INDEX,
  hashInFileName,
  INCOMING_FILE,
  isRestOfFiles,
  storedFileSuffix,
} from "../../format/stored_files.ts";
import { copyFileLater } from "../../system/copy_file.ts";
import { namesIn } from "../../system/entries_in.ts";
import { exists } from "../../system/exists.ts";
import { fileHash } from "../../system/file_hash.ts";
import { infoOf, linkInfoIfThere } from "../../system/file_info.ts";
import { makeDir } from "../../system/make_dir.ts";
import { removeFileIfThere, removeTreeIfThere } from "../../system/remove.ts";
import { rename } from "../../system/rename.ts";
import { syncDirLater } from "../../system/sync_dir.ts";
import { syncFileLater } from "../../system/sync_file.ts";
import type { SentFile } from "../records.ts";
import { storedName } from "../stored_name.ts";
import { filesOfKeptRows } from "./files_of_kept_rows.ts";
import { FileIndex } from "./file_index.ts";

/** A logged file cannot be read as it was at the call. */
export class FileSourceError extends Error {
  override name = "FileSourceError";
}

/** A content that is in the store. */
export interface StoredFile {
  /** Its name in `files/`. */
  filename: string;
  /** In bytes. */
  sizeBytes: number;
  /** Its SHA-256, in hex. */
  sha256: string;
}

/**
 * The folder `files/`: each content once, whole and durable when it has its name.
 *
 * A kill at any moment leaves no row without its content: a row comes after it, and what `keep` lets
 * go is removed after the row that says so.
 */
export class FileStore {
  readonly #boardDir: string;
  readonly #dir: string;
  /** The files whose content is known to be as their names say. */
  readonly #known = new Set<string>();
  #index?: FileIndex;
  /** The contents that rows need which a rewind has kept aside. */
  #keptFiles?: ReadonlySet<string>;

  /** Makes nothing before the first {@linkcode put}. @param boardDir Absolute. */
  constructor(boardDir: string) {
    this.#boardDir = boardDir;
    this.#dir = join(boardDir, "files");
  }

  /**
   * Stores the content of a file, unless the folder has it already.
   *
   * @param onAlive Is called now and then during long work.
   * @throws {FileSourceError} Where it is not as it was at the call.
   */
  async put(file: SentFile, onAlive: () => void): Promise<StoredFile> {
    makeDir(this.#dir);
    const incoming = join(this.#dir, INCOMING_FILE);
    const from = this.#pathOf(file);
    checkSource(from, file);
    removeTreeIfThere(incoming); // A stranger may have put a folder there.
    await copyFileLater(from, incoming);
    checkSource(from, file); // It may have been written to while it was copied.
    const sizeBytes = infoOf(incoming).size;
    const sha256 = await fileHash(incoming, onAlive);
    const found = await this.#find(sha256);
    const filename = found ??
      storedName(file.name, storedFileSuffix(sha256, extname(file.path)));
    if (found !== undefined) removeFileIfThere(incoming);
    else {
      await syncFileLater(incoming);
      rename(incoming, join(this.#dir, filename));
      await syncDirLater(this.#dir);
    }
    this.#known.add(filename);
    this.#openIndex().add({ name: file.name, filename, number: file.number });
    return { filename, sizeBytes, sha256 };
  }

  /** Removes what a row has let go that is in the journal by now. */
  letGo({ name, keep }: Pick<SentFile, "name" | "keep">): void {
    const index = this.#openIndex();
    const before = index.filenames;
    if (keep === null || !index.trim(name, keep)) return;
    const needed = this.#keptFiles ??= filesOfKeptRows(
      keptRowsOf(this.#boardDir).map(({ path }) => path),
    );
    for (const filename of before.difference(index.filenames)) {
      if (needed.has(filename)) continue;
      this.#known.delete(filename);
      removeFileIfThere(join(this.#dir, filename));
    }
    index.write(); // After that: what is listed and gone does no harm.
  }

  /** Removes what the call has taken, and a kill has left. */
  removeRemains(): void {
    if (!exists(this.#dir)) return;
    for (const name of namesIn(this.#dir)) {
      if (isRestOfFiles(name) && name !== FILES_INDEX) removeTreeIfThere(join(this.#dir, name));
    }
  }

  /** Removes what the call has taken of a file. */
  removeTaken(file: SentFile): void {
    if (isRestOfFiles(file.from)) removeFileIfThere(this.#pathOf(file));
  }

  #pathOf({ from }: SentFile): string {
    return isRestOfFiles(from) ? join(this.#dir, from) : from;
  }

  #openIndex(): FileIndex {
    return this.#index ??= new FileIndex(this.#dir);
  }

  /** The file with a content, under whatever name it came. That of an earlier run may be damaged. */
  async #find(sha256: string): Promise<string | undefined> {
    const start = hashInFileName(storedFileSuffix(sha256, ""));
    for (const name of namesIn(this.#dir).filter((name) => hashInFileName(name) === start)) {
      const path = join(this.#dir, name);
      if (!linkInfoIfThere(path)?.isFile) continue; // A stranger may have put a link there.
      if (this.#known.has(name) || await fileHash(path) === sha256) return name;
    }
  }
}

/** Tells a source that fails from a full disk, and one that has changed since the call. */
function checkSource(from: string, { path, version }: SentFile): void {
  let found: string;
  try {
    ({ version: found } = infoOf(from));
  } catch (cause) {
    throw new FileSourceError(`The file ${path} cannot be read any more`, { cause });
  }
  if (found === version) return;
  throw new FileSourceError(
    `The file ${path} was changed after it was logged, before it was copied; await flush() first`,
  );
}
