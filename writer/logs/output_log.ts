import { dirname } from "@std/path";
import { joinBytes } from "../../format/join_bytes.ts";
import { makeDir } from "../../system/make_dir.ts";
import { OpenFile } from "../../system/open_file.ts";

/** What cannot be written is kept in memory, up to this size. */
const MAX_PENDING_BYTES = 16 * 1024 ** 2;

const NEWLINE = 0x0a;

/** What an {@linkcode OutputLog} is told, and tells of. */
export interface OutputLogSettings {
  /** Throws where the board's folder is not at its path: another's may be there. */
  checkFolder?(): void;
  /** How long it was with all that was acknowledged; what follows is the beginning of what comes again. */
  end?: number;
  /** Receives how long it is with all that was appended. */
  onEnd?(size: number): void;
}

/** `logs/output.log`: what the script printed. */
export class OutputLog {
  readonly #path: string;
  readonly #onProblem: (message: string) => void;
  #file?: OpenFile;
  #pending = new Uint8Array(0);
  /** How many bytes were neither written nor kept, since all that was kept has been written. */
  #lostBytes = 0;
  /** Whether the last of them is not the end of a line. */
  #isLostWithinLine = false;
  /** Whether the last byte that was written is not the end of a line. */
  #isWrittenWithinLine = false;
  #hasFailed = false;
  readonly #settings: OutputLogSettings;
  /** How many of the first bytes an earlier writer has written, and not acknowledged. */
  #skipBytes = 0;

  /**
   * Makes nothing before the first line.
   *
   * @param onProblem Receives a message for the user where the disk fails, once until it works again.
   */
  constructor(
    path: string,
    onProblem: (message: string) => void,
    settings: OutputLogSettings = {},
  ) {
    this.#settings = settings;
    this.#path = path;
    this.#onProblem = onProblem;
  }

  /**
   * Adds lines. What cannot be written now is tried again with the next ones; where that becomes
   * too much, whole lines are left out, and a line in their place says so.
   *
   * @returns Whether all lines so far are written.
   */
  append(lines: string): boolean {
    const added = new TextEncoder().encode(lines);
    if (this.#lostBytes === 0) this.#pending = joinBytes(this.#pending, added);
    else if (this.#write()) this.#goOn(added);
    else this.#lose(added);
    const isWritten = this.#write();
    this.#limitPending();
    return isWritten && this.#lostBytes === 0;
  }

  #limitPending(): void {
    const bytes = this.#pending;
    if (bytes.length <= MAX_PENDING_BYTES) return;
    const kept = bytes.lastIndexOf(NEWLINE, MAX_PENDING_BYTES - 1) + 1;
    this.#pending = bytes.slice(0, kept);
    this.#lose(bytes.subarray(kept));
  }

  #lose(bytes: Uint8Array): void {
    this.#lostBytes += bytes.length;
    this.#isLostWithinLine = bytes.at(-1) !== NEWLINE;
  }

  /** Of a line whose beginning is lost the rest is left out, too. */
  #goOn(added: Uint8Array): void {
    const start = this.#isLostWithinLine ? added.indexOf(NEWLINE) + 1 : 0;
    if (start === 0 && this.#isLostWithinLine) return this.#lose(added);
    this.#lostBytes += start;
    const note = `${this.#isWrittenWithinLine ? "\n" : ""}kohakuboard: ${this.#lostBytes} bytes ` +
      "of output are missing here: the file could not be written for a time\n";
    this.#lostBytes = 0;
    this.#pending = joinBytes(new TextEncoder().encode(note), added.subarray(start));
  }

  /** Writes what is kept, and returns whether all of it could be written. */
  #write(): boolean {
    try {
      this.#file ??= this.#open();
      const skipped = Math.min(this.#skipBytes, this.#pending.length);
      this.#pending = this.#pending.subarray(skipped);
      this.#skipBytes -= skipped;
      while (this.#pending.length > 0) {
        const count = this.#file.appendSome(this.#pending);
        this.#isWrittenWithinLine = this.#pending[count - 1] !== NEWLINE;
        this.#pending = this.#pending.subarray(count);
      }
      this.#settings.onEnd?.(this.#file.size - this.#skipBytes);
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) this.#onProblem(`Cannot write ${this.#path}: ${error}`);
      this.#hasFailed = true;
    }
    return this.#pending.length === 0;
  }

  #open(): OpenFile {
    this.#settings.checkFolder?.();
    makeDir(dirname(this.#path));
    const file = new OpenFile(this.#path, "append");
    const { end = file.size, onEnd } = this.#settings;
    this.#skipBytes = Math.max(0, file.size - end);
    onEnd?.(Math.min(end, file.size));
    return file;
  }
}
