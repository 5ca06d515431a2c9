import { join } from "@std/path";
import { BoardLock } from "../../format/board_lock.ts";
import { BoardLockedError } from "../../format/errors.ts";
import {
  type EndStatus,
  type Metadata,
  METADATA_FILE,
  writeMetadata,
} from "../../format/metadata.ts";
import { isMissing } from "../../system/error_code.ts";
import { versionOf } from "../../system/file_version.ts";
import { makeDir } from "../../system/make_dir.ts";
import { messageOf } from "../../system/message_of.ts";
import { OpenFile } from "../../system/open_file.ts";
import type { ProblemReporter } from "../problem_reporter.ts";

/** What is changed of a board that has ended. */
export interface Amendment {
  status?: EndStatus;
  /** The first line of the error that it ended by. */
  error?: string;
  /** Lines for `output.log`. */
  output: string;
}

/** A board whose end was written, and which its script may still have a word on. */
export class EndedBoard {
  readonly #boardDir: string;
  readonly #metadata: Metadata;
  readonly #problems: ProblemReporter;
  /** What tells whether another process has written the board since. */
  #version: string | undefined;

  /** To be made while the board's lock is held, after its metadata were written. */
  constructor(boardDir: string, metadata: Metadata, problems: ProblemReporter) {
    this.#boardDir = boardDir;
    this.#metadata = metadata;
    this.#problems = problems;
    this.#version = versionOf(this.#metadataPath);
  }

  /** Whether no other process has opened the board since, nor removed it. */
  get isOurs(): boolean {
    return this.#version !== undefined && versionOf(this.#metadataPath) === this.#version;
  }

  /** Writes how it has ended, unless another process has opened it since, or removed it. */
  amend({ status, error, output }: Amendment): void {
    try {
      using _lock = new BoardLock(this.#boardDir);
      if (!this.isOurs) return;
      if (output !== "") this.#append(output);
      if (status === undefined) return;
      Object.assign(this.#metadata, { status, error });
      writeMetadata(this.#boardDir, this.#metadata, { durable: true });
      this.#version = versionOf(this.#metadataPath);
    } catch (error) {
      if (error instanceof BoardLockedError || isMissing(error)) return;
      this.#problems.report(`Cannot write how the run has ended: ${messageOf(error)}`);
    }
  }

  /** The writer has ended, or has nothing left to write. */
  #append(output: string): void {
    const dir = join(this.#boardDir, "logs");
    makeDir(dir);
    using file = new OpenFile(join(dir, "output.log"), "append");
    file.write(new TextEncoder().encode(output));
  }

  get #metadataPath(): string {
    return join(this.#boardDir, METADATA_FILE);
  }
}
