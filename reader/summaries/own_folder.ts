import { join } from "@std/path";
import { isAlreadyExists, isNotFound } from "../../system/error_code.ts";
import { FileLock } from "../../system/file_lock.ts";
import { linkInfoIfThere, linkInfoOf } from "../../system/file_info.ts";
import { LocksUnsupportedError } from "../../system/locks_unsupported_error.ts";
import { createDir } from "../../system/make_dir.ts";
import { OpenFile } from "../../system/open_file.ts";
import { readTextIfThere } from "../../system/read_text.ts";
import { rename } from "../../system/rename.ts";
import { replaceFile } from "../../system/replace_file.ts";
import { replaceFileDurably } from "../../system/replace_file_durably.ts";
import { pid } from "../../system/this_process.ts";
import { writeFile } from "../../system/write_file.ts";

/** For how long the lock of a file is waited for: who has it reads and writes one small file. */
const LOCK_PATIENCE_MS = 2000;
/** A larger file is not read. */
const MAX_OWN_FILE_BYTES = 64 * 1024 ** 2;
/** Only the owner reads and writes. */
const SECRET_MODE = 0o600;

/**
 * The viewer's own folder beside the boards, `<baseDir>/.kobo`. The viewer never
 * writes into a board.
 */
export class OwnFolder {
  readonly #path: string;

  /** The folder in `baseDir`; it is created with its first file. */
  constructor(baseDir: string) {
    this.#path = join(baseDir, ".kobo");
  }

  /** The path of a file in it. */
  path(name: string): string {
    return join(this.#path, name);
  }

  /**
   * The text of a file; `undefined` if there is none. It may have come with the
   * folder, from people we do not know.
   *
   * @throws {Error} If it is not a file, cannot be read, or is larger than 64 MiB.
   */
  read(name: string): string | undefined {
    const path = this.path(name);
    try {
      if (!this.#isFolder() || !linkInfoOf(path).isFile) throw new Error("it is no file");
      return readTextIfThere(path, MAX_OWN_FILE_BYTES);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /**
   * Writes a file beside the old one, and renames it.
   *
   * @throws {Error} If it cannot be written; the old file stays unchanged.
   */
  write(name: string, text: string): void {
    this.#make();
    // Another viewer may write the same file at the same time.
    replaceFile(this.path(name), text, this.path(`${name}.${pid}.tmp`));
  }

  /**
   * Writes a file that only its owner may read, and makes it durable: as {@linkcode write}, for one
   * process at a time.
   *
   * @throws {Error} If it cannot be written; the old file stays unchanged.
   */
  writeSecret(name: string, text: string): void {
    this.#make();
    replaceFileDurably(this.path(name), text, SECRET_MODE);
  }

  /**
   * Adds to the end of a file that only its owner may read, while no other process does.
   *
   * @param limits From which size on a new file is begun, and how many earlier ones are kept, as
   * `name.1.log`, `name.2.log` …
   * @throws {Error} If it cannot be written.
   */
  append(name: string, text: string, limits: { maxBytes: number; earlier: number }): void {
    this.whileLocked(name, () => {
      const path = this.path(name);
      const size = linkInfoIfThere(path)?.size;
      if (size !== undefined && size >= limits.maxBytes) this.#rotate(name, limits.earlier);
      if (size === undefined || size >= limits.maxBytes) writeFile(path, "", SECRET_MODE);
      using file = new OpenFile(path, "append");
      file.write(new TextEncoder().encode(text));
    });
  }

  #rotate(name: string, earlier: number): void {
    const pathOf = (index: number) =>
      this.path(index === 0 ? name : name.replace(/(?=\.\w+$)/, `.${index}`));
    for (let index = earlier; index > 0; index--) {
      if (linkInfoIfThere(pathOf(index - 1)) !== undefined) {
        rename(pathOf(index - 1), pathOf(index));
      }
    }
  }

  /**
   * Does some work on a file while no other process does: who reads a file, changes what is in it
   * and writes it back, would else undo what another wrote in between.
   *
   * @throws {Error} If another process has it for too long, and what the work throws.
   */
  whileLocked<Result>(name: string, work: () => Result): Result {
    this.#make();
    using lock = new FileLock(this.path(`${name}.lock`));
    let isFree = true;
    try {
      isFree = lock.tryTake(`${pid}\n`, LOCK_PATIENCE_MS);
    } catch (error) {
      // As some file systems over a network: there is one viewer, mostly.
      if (!(error instanceof LocksUnsupportedError)) throw error;
    }
    if (!isFree) throw new Error(`another process holds ${lock.path}`);
    return work();
  }

  /** Another text after the file was replaced or changed. */
  identity(name: string): string {
    try {
      return linkInfoOf(this.path(name)).version;
    } catch {
      return "none";
    }
  }

  #make(): void {
    try {
      createDir(this.#path);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
    if (!this.#isFolder()) throw new Error(`${this.#path} is no folder`);
  }

  /** A link in its place would lead out of `baseDir`. */
  #isFolder(): boolean {
    return linkInfoOf(this.#path).isDirectory;
  }
}
