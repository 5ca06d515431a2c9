/**
 * A board's life, from its opening to its end.
 *
 * A board ends by `finish()`, by `finishSync()`, or with its script. At what
 * seems the end of the script, everything is brought to disk while the thread
 * blocks. But the script may go on after all: its own handler may take the
 * error, and log it. So at an error the board is only suspended: its files are
 * complete and its lock is released, and its writer keeps running. The next
 * call on the board resumes it, unless another process has taken the board
 * meanwhile: its rows would get the steps that this script counts on.
 *
 * @module
 */
import { join } from "@std/path";
import type { BoardFolder } from "../board_folder.ts";
import { BoardClosedError, BoardLockedError, BoardWriteError } from "../../format/errors.ts";
import { type BoardStatus, writeMetadata } from "../../format/metadata.ts";
import type { OutputPoster } from "../output_poster.ts";
import type { ProblemReporter } from "../problem_reporter.ts";
import { endsWithinLine } from "../../system/ends_within_line.ts";
import { versionOf } from "../../system/file_version.ts";
import { messageOf } from "../../system/message_of.ts";
import type { MetricsPacker } from "../scalars/metrics_packer.ts";
import { toWriteError } from "../to_write_error.ts";
import { endBySignal, type ExitParticipant, finishAtExit, forgetAtExit } from "./exit_hooks.ts";
import {
  captureOutput,
  flushPartialLines,
  type OutputSink,
  releaseOutput,
} from "./output_capture.ts";

/** What a {@linkcode BoardLifecycle} ends. */
export interface BoardParts {
  folder: BoardFolder;
  packer: MetricsPacker;
  output: OutputPoster;
  problems: ProblemReporter;
  /** How long to wait for the writer at the end, in milliseconds. */
  finishTimeoutMs: number;
}

/** Knows whether a board takes calls, and ends it once, in whichever way its script ends. */
export class BoardLifecycle implements ExitParticipant, OutputSink {
  /** Whether the board takes calls without further ado: it is neither finished nor suspended. */
  isOpen = true;
  readonly #parts: BoardParts;
  #isFinished = false;
  /** Set when everything was brought to disk because the script seemed to end. */
  #isSuspended = false;
  /** What tells whether another process has written the board while it was suspended. */
  #suspendedVersion?: string;
  /** Set when another process has. */
  #isTaken = false;
  /** Set by an error, until a handler of the script's has shown that the script goes on. */
  #isCrashing = false;
  #finishing?: Promise<void>;

  /**
   * Begins the life of a board: from now on it is finished when the script ends.
   *
   * @param parts What to end.
   * @param captureOutputToo Whether to copy what the script prints.
   */
  constructor(parts: BoardParts, captureOutputToo: boolean) {
    this.#parts = parts;
    finishAtExit(this);
    if (!captureOutputToo) return;
    const { boardDir } = parts.folder;
    captureOutput(this, endsWithinLine(join(boardDir, "logs", "output.log")));
  }

  /** Whether `finish()` was called, or the script has ended. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /**
   * Resumes a suspended board.
   *
   * @throws {BoardClosedError} Where the board is finished, or another process has it.
   */
  checkOpen(call: string): void {
    this.#resume();
    if (!this.#isFinished) return;
    const { name } = this.#parts.folder.metadata;
    if (this.#isTaken) {
      throw new BoardClosedError(
        `Cannot call ${call}: another process has opened the board "${name}" since an error ` +
          `seemed to end this script; open it again to go on after the other's rows`,
      );
    }
    throw new BoardClosedError(`Cannot call ${call}: the board "${name}" is finished`);
  }

  /** Finishes the board without blocking. Safe to call twice. */
  finish(): Promise<void> {
    if (this.#isFinished) return this.#finishing ?? Promise.resolve();
    this.#parts.packer.checkNotAdding("finish()");
    this.#resume();
    if (this.#isTaken) return Promise.resolve();
    this.#finishing = this.#finish();
    return this.#finishing;
  }

  /** Finishes the board and blocks until it is done. Safe to call twice. */
  finishSync(): void {
    if (this.#isFinished && !this.#parts.folder.lock.held) return;
    this.#parts.packer.checkNotAdding("finishSync()");
    this.#resume();
    if (!this.#isTaken) this.#finishSync("finished");
  }

  /** Ends the process if it was sent a signal: a loop that never yields sees no signal listener. */
  endIfSignalled(): void {
    const { systemSignal } = this.#parts.folder.client;
    if (systemSignal !== 0 && this.isOpen) endBySignal(systemSignal);
  }

  /** Called by the exit hooks. */
  finishAtExit(status: BoardStatus): void {
    if (this.#isSuspended) return;
    if (status === "crashed") this.#isCrashing = true;
    flushPartialLines();
    this.#isSuspended = true;
    this.isOpen = false;
    const { folder, packer, output, problems, finishTimeoutMs } = this.#parts;
    packer.abandonRow();
    try {
      if (status !== "crashed") return this.#finishSync(status);
      output.post();
      folder.client.requestSync("finish", finishTimeoutMs);
      this.#writeStatus(status);
      this.#suspendedVersion = versionOf(this.#metadataPath);
      folder.lock.release();
    } catch (error) {
      const known = error instanceof BoardWriteError ? error : this.#toWriteError(error);
      problems.report(known.message);
    }
  }

  /** Read by the exit hooks. */
  get hearsSignals(): boolean {
    return this.#parts.folder.client.hearsSignals;
  }

  /** Called by the exit hooks. */
  leaveSignalToScript(signal: number): void {
    this.#parts.folder.client.leaveSignalToScript(signal);
  }

  /** Called by the exit hooks: the script has handled the error. */
  resumeAfterCrash(): void {
    this.#isCrashing = false;
    this.#tryToResume();
  }

  /** Called with a copy of what the script prints. */
  takeOutput(lines: string): void {
    this.#tryToResume();
    if (this.isOpen) this.#parts.output.add(lines);
  }

  /** Nobody has called the board, so nobody would catch an error; the next call tries it again. */
  #tryToResume(): void {
    try {
      this.#resume();
    } catch (error) {
      this.#parts.problems.report(`Cannot go on with the board: ${messageOf(error)}`);
    }
  }

  #resume(): void {
    if (!this.#isSuspended || this.#isFinished || this.#isTaken) return;
    const { lock } = this.#parts.folder;
    try {
      if (!lock.held) lock.take();
      else this.#suspendedVersion = versionOf(this.#metadataPath); // It could not be completed.
    } catch (error) {
      if (!(error instanceof BoardLockedError)) throw error;
      return this.#leave();
    }
    if (versionOf(this.#metadataPath) !== this.#suspendedVersion) return this.#leave();
    this.#isSuspended = false;
    this.isOpen = true;
    this.#writeStatus("running");
  }

  /** Another process has the board, or had it: its metadata and its rows are not ours to change. */
  #leave(): void {
    this.#isTaken = true;
    this.#close();
    const { lock, client, metadata, boardDir } = this.#parts.folder;
    client.stop({ allOnDisk: true });
    lock.release();
    forgetAtExit(this);
    this.#parts.problems.report(
      `Another process has opened the board "${metadata.name}" (${boardDir}) since an error ` +
        `seemed to end this script: what this script logs from now on is refused`,
    );
  }

  get #metadataPath(): string {
    return join(this.#parts.folder.boardDir, "metadata.json");
  }

  async #finish(): Promise<void> {
    this.#close();
    try {
      await this.#parts.folder.client.request("finish", this.#parts.finishTimeoutMs);
    } catch (error) {
      this.#release("crashed", { allOnDisk: false });
      throw this.#toWriteError(error);
    }
    this.#release("finished", { allOnDisk: true });
  }

  #finishSync(status: BoardStatus): void {
    this.#close();
    try {
      this.#parts.folder.client.requestSync("finish", this.#parts.finishTimeoutMs);
    } catch (error) {
      this.#release("crashed", { allOnDisk: false });
      throw this.#toWriteError(error);
    }
    this.#release(status, { allOnDisk: true });
  }

  /** From here on the board takes no rows and no output. */
  #close(): void {
    releaseOutput(this); // This may give the board a last line, so it comes first.
    this.#isFinished = true;
    this.isOpen = false;
    this.#parts.output.close();
  }

  /** Gives back everything that the board holds. Safe to call twice. */
  #release(status: BoardStatus, { allOnDisk }: { allOnDisk: boolean }): void {
    const { lock, client } = this.#parts.folder;
    if (!lock.held) return;
    this.#writeStatus(status);
    client.stop({ allOnDisk });
    lock.release();
    forgetAtExit(this);
  }

  #writeStatus(status: BoardStatus): void {
    const { boardDir, metadata } = this.#parts.folder;
    const hasEnded = status !== "running";
    metadata.status = hasEnded && this.#isCrashing ? "crashed" : status;
    metadata.finished_at = hasEnded ? new Date().toISOString() : undefined;
    try {
      writeMetadata(boardDir, metadata, { durable: hasEnded });
    } catch (error) {
      this.#parts.problems.report(`Cannot write metadata.json: ${messageOf(error)}`);
    }
  }

  #toWriteError(error: unknown): BoardWriteError {
    const { boardDir, metadata } = this.#parts.folder;
    return toWriteError("finish", error, boardDir, metadata);
  }
}
