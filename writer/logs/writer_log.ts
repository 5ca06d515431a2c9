import { join } from "@std/path";
import { endsWithinLine } from "../../system/ends_within_line.ts";
import { linkInfoIfThere } from "../../system/file_info.ts";
import { makeDir } from "../../system/make_dir.ts";
import { OpenFile } from "../../system/open_file.ts";
import { rename } from "../../system/rename.ts";

const MAX_BYTES = 1024 ** 2;
const MAX_FILES = 3;

/**
 * `logs/writer.log`: what the writer did and what went wrong, for people. Where an entry would make
 * it longer than {@linkcode MAX_BYTES}, it becomes `writer.log.1`, that one `writer.log.2`.
 *
 * No library does this: on a fresh machine one may still be downloading when the first entry comes.
 */
export class WriterLog {
  readonly #dir: string;
  readonly #checkFolder: () => void;
  #file?: OpenFile;
  #byteCount = 0;

  /**
   * Makes nothing before the first entry.
   *
   * @param checkFolder Throws where the board's folder is not at its path: another's may be there.
   */
  constructor(boardDir: string, checkFolder: () => void = () => {}) {
    this.#dir = join(boardDir, "logs");
    this.#checkFolder = checkFolder;
  }

  /** Adds an entry for what happened. */
  info(message: string): void {
    this.#log("INFO", message);
  }

  /** Adds an entry for what went wrong. */
  error(message: string): void {
    this.#log("ERROR", message);
  }

  #log(level: "INFO" | "ERROR", message: string): void {
    const entry = `${new Date().toISOString()} ${level} ${message}\n`;
    const bytes = new TextEncoder().encode(entry);
    try {
      this.#file ??= this.#open();
      if (this.#byteCount + bytes.length > MAX_BYTES) this.#rotate();
      this.#byteCount += bytes.length;
      this.#file.write(bytes);
    } catch {
      // A log that cannot be written is no reason to stop; problems are
      // printed to stderr as well.
    }
  }

  #open(): OpenFile {
    this.#checkFolder();
    makeDir(this.#dir);
    // A writer that was killed may have left half of an entry.
    const isWithinLine = endsWithinLine(this.#path(0));
    const file = new OpenFile(this.#path(0), "append");
    if (isWithinLine) file.write(new TextEncoder().encode("\n"));
    this.#byteCount = file.size;
    return file;
  }

  #rotate(): void {
    this.#file?.[Symbol.dispose]();
    this.#file = undefined;
    for (let index = MAX_FILES - 1; index > 0; index--) {
      const older = this.#path(index - 1);
      if (linkInfoIfThere(older) !== undefined) rename(older, this.#path(index));
    }
    this.#file = this.#open();
  }

  #path(index: number): string {
    return join(this.#dir, index === 0 ? "writer.log" : `writer.log.${index}`);
  }
}
