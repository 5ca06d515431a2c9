import { dirname } from "@std/path";
import { makeDir } from "../../system/make_dir.ts";

/** What cannot be written is kept up to this size. */
const MAX_PENDING = 16 * 1024 ** 2;

/** `logs/output.log`: what the script printed. */
export class OutputLog {
  readonly #path: string;
  readonly #onProblem: (message: string) => void;
  #file?: Deno.FsFile;
  #pending = new Uint8Array(0);
  #failed = false;

  /** Makes nothing before the first line. */
  constructor(path: string, onProblem: (message: string) => void) {
    this.#path = path;
    this.#onProblem = onProblem;
  }

  /** Adds lines. What cannot be written now is tried again with the next ones. */
  append(lines: string): void {
    const bytes = new TextEncoder().encode(lines);
    const all = new Uint8Array(this.#pending.length + bytes.length);
    all.set(this.#pending);
    all.set(bytes, this.#pending.length);
    let written = 0;
    try {
      this.#file ??= this.#open();
      while (written < all.length) written += this.#file.writeSync(all.subarray(written));
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) this.#onProblem(`Cannot write ${this.#path}: ${error}`);
      this.#failed = true;
    }
    this.#pending = all.subarray(written, written + MAX_PENDING);
  }

  #open(): Deno.FsFile {
    makeDir(dirname(this.#path));
    return Deno.openSync(this.#path, { append: true, create: true });
  }
}
