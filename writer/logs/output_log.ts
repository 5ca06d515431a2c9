import { dirname } from "@std/path";
import { makeDir } from "../../system/make_dir.ts";
import { OpenFile } from "../../system/open_file.ts";

/** Lines that cannot be written are kept in memory, up to this size. */
const MAX_PENDING_BYTES = 16 * 1024 ** 2;

/** `logs/output.log`: what the script printed. */
export class OutputLog {
  readonly #path: string;
  readonly #onProblem: (message: string) => void;
  #file?: OpenFile;
  #pending = new Uint8Array(0);
  #hasFailed = false;

  /**
   * Makes nothing before the first line.
   *
   * @param onProblem Receives a message for the user where the disk fails, once until it works again.
   */
  constructor(path: string, onProblem: (message: string) => void) {
    this.#path = path;
    this.#onProblem = onProblem;
  }

  /** Adds lines. What cannot be written now is tried again with the next ones. */
  append(lines: string): void {
    const added = new TextEncoder().encode(lines);
    const bytes = new Uint8Array(this.#pending.length + added.length);
    bytes.set(this.#pending);
    bytes.set(added, this.#pending.length);
    let written = 0;
    try {
      this.#file ??= this.#open();
      while (written < bytes.length) written += this.#file.writeSome(bytes.subarray(written));
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) this.#onProblem(`Cannot write ${this.#path}: ${error}`);
      this.#hasFailed = true;
    }
    this.#pending = bytes.subarray(written, written + MAX_PENDING_BYTES);
  }

  #open(): OpenFile {
    makeDir(dirname(this.#path));
    return new OpenFile(this.#path, "append");
  }
}
