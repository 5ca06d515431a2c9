/**
 * A board's life, from its opening to its end.
 *
 * A board ends by `finish()`, by `finishSync()`, or with its script. At what
 * seems the end of the script, everything is brought to disk while the thread
 * blocks. But the script may go on after all: its own handler may take the
 * error, or log when it exits. So then the board is only suspended: its files are
 * complete and its lock is released, and its writer keeps running. The next
 * call on the board resumes it, unless another process has taken the board
 * meanwhile: its rows would get the steps that this script counts on. While the
 * script exits, nothing may follow: so each such call ends with all on disk again.
 *
 * It has more than 300 lines because all states of a board are here, and what
 * leads from one to another.
 *
 * @module
 */
import { join } from "@std/path";
import type { BoardFolder } from "../board_folder.ts";
import { BoardClosedError, BoardLockedError, BoardWriteError } from "../../format/errors.ts";
import { type EndStatus, writeMetadata } from "../../format/metadata.ts";
import type { OutputPoster } from "../output_poster.ts";
import type { ProblemReporter } from "../problem_reporter.ts";
import { endsWithinLine } from "../../system/ends_within_line.ts";
import { isTyped } from "../../system/deno.ts";
import { messageOf } from "../../system/message_of.ts";
import type { MetricsPacker } from "../scalars/metrics_packer.ts";
import { toWriteError } from "../to_write_error.ts";
import type { FinishRequest } from "../finish_options.ts";
import { CallSpan } from "./call_span.ts";
import { callTrace } from "./call_trace.ts";
import { errorLine, errorText } from "./describe_error.ts";
import { describeCause } from "./end_cause.ts";
import { EndedBoard } from "./ended_board.ts";
import {
  endBySignal,
  type Ending,
  type ExitParticipant,
  finishAtExit,
  forgetAtExit,
  isErrorPassing,
} from "./exit_hooks.ts";
import {
  captureOutput,
  flushPartialLines,
  giveOutput,
  type OutputSink,
  releaseOutput,
} from "./output_capture.ts";
import { STDERR_PREFIX } from "./output_lines.ts";
import { RecentBoard } from "./recent_board.ts";
import { beginEnd } from "./recent_ends.ts";
import { scriptDate } from "./script_clock.ts";

/** So much is kept of what was printed last. */
const MAX_PRINTED_CHARS = 1000;
/** A line in `deno repl`, or a cell of a notebook, waits for so long at most until its rows are in the journal. */
const SAVE_MS = 2000;

/** What a {@linkcode BoardLifecycle} ends. */
export interface BoardParts {
  folder: BoardFolder;
  packer: MetricsPacker;
  output: OutputPoster;
  problems: ProblemReporter;
  /** How long to wait for the writer at the end, in milliseconds. */
  finishTimeoutMs: number;
  /** The step of the last log call; -1 before the first one. */
  lastStep(): number;
}

/** How a board ends. */
interface End {
  status: EndStatus;
  /** The first line of the error that it ends by. */
  error?: string;
}

/** Knows whether a board takes calls, and ends it once, in whichever way its script ends. */
export class BoardLifecycle implements ExitParticipant, OutputSink {
  /** Asked once: to ask takes longer than `log()`. */
  readonly #isTyped = isTyped();
  /**
   * Whether {@linkcode checkOpen} has to come before `log()`, or {@linkcode settle} behind it: a
   * field, as each call asks.
   */
  needsCheck = this.#isTyped;
  /** Whether the board is neither finished nor suspended. */
  isOpen = true;
  readonly #parts: BoardParts;
  #isFinished = false;
  readonly #capturesOutput: boolean;
  /** The calls that led to the board, to find out which errors have passed it. */
  readonly #created = callTrace();
  /** Set when everything was brought to disk because the script seemed to end. */
  #isSuspended = false;
  /** What was written of the suspended board. */
  #ended?: EndedBoard;
  /** Set when another process has. */
  #isTaken = false;
  /** The first line of an error, until a handler of the script's has shown that the script goes on. */
  #crash?: string;
  #finishing?: Promise<void>;
  /** How the script exits, once it does. */
  #exit?: Ending;
  /** How it ends, where the script has said so. */
  #given?: End;
  /** What was printed last to stderr. */
  #lastPrinted = "";
  /** Whether a microtask will bring the rows into the journal. */
  #isSaving = false;
  /** The last step when it was looked whether nothing is logged. */
  #idleSince?: number;

  /**
   * Begins the life of a board: from now on it is finished when the script ends.
   *
   * @param parts What to end.
   * @param captureOutputToo Whether to copy what the script prints.
   */
  constructor(parts: BoardParts, captureOutputToo: boolean) {
    this.#parts = parts;
    this.#capturesOutput = captureOutputToo;
    finishAtExit(this);
    if (!captureOutputToo) return;
    const { boardDir, hasFiles } = parts.folder;
    captureOutput(this, hasFiles && endsWithinLine(join(boardDir, "logs", "output.log")));
  }

  /** Whether `finish()` was called, or the script has ended. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /**
   * Comes before each call: resumes a suspended board.
   *
   * @throws {BoardClosedError} Where the board is finished, or another process has it.
   */
  checkOpen(call: string): void {
    this.#resume();
    if (!this.#isFinished) return this.#saveTyped();
    const { name } = this.#parts.folder.metadata;
    if (this.#isTaken) {
      throw new BoardClosedError(
        `Cannot call ${call}: another process has opened the board "${name}" since an error ` +
          `seemed to end this script; open it again to go on after the other's rows`,
      );
    }
    throw new BoardClosedError(`Cannot call ${call}: the board "${name}" is finished`);
  }

  /**
   * `deno repl` and the kernel of a notebook tell nobody that they end. After a line, or a cell,
   * their event loop may turn no more.
   */
  #saveTyped(): void {
    if (!this.#isTyped || this.#isSaving) return;
    this.#isSaving = true;
    queueMicrotask(() => {
      this.#isSaving = false;
      this.saveRows(SAVE_MS);
    });
  }

  #setOpen(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.needsCheck = !isOpen || this.#isTyped || this.isExiting;
  }

  /** Finishes the board without blocking. Safe to call twice. */
  finish(request: FinishRequest): Promise<void> {
    // It would not be awaited then; what fails rejects all the same.
    if (this.#exit !== undefined) {
      return new Promise((resolve) => resolve(this.finishSync(request)));
    }
    if (this.#isFinished) {
      this.#reportLate("finish()", request);
      return this.#finishing ?? Promise.resolve();
    }
    this.#resume();
    if (this.#isTaken) return Promise.resolve();
    this.#finishing = this.#finish(request, callTrace());
    return this.#finishing;
  }

  /** Finishes the board and blocks until it is done. Safe to call twice. */
  finishSync(request: FinishRequest): void {
    if (this.#isFinished && !this.#parts.folder.lock.held) {
      return this.#reportLate("finishSync()", request);
    }
    this.#resume();
    if (this.#isTaken) return;
    const trace = callTrace();
    const end = this.#begin(request);
    const done = this.#beginRecent(request);
    try {
      this.#endSync(end);
    } finally {
      done?.(trace);
      forgetAtExit(this);
    }
  }

  /** The board has ended, and what is said of its end then is not written. */
  #reportLate(call: string, { isGiven, status, error }: FinishRequest): void {
    if (!isGiven || this.#isTaken) return;
    const { name, status: written } = this.#parts.folder.metadata;
    // It may still be ending.
    const kept = this.#given?.status ?? (written === "running" ? "finished" : written);
    if (status === kept && error === undefined) return;
    this.#parts.problems.report(
      `The board "${name}" had ended when ${call} said how: it stays "${kept}"; give status and ` +
        "error with the first call",
    );
  }

  /** Ends the process if it was sent a signal: a loop that never yields sees no signal listener. */
  endIfSignalled(): void {
    const { systemSignal } = this.#parts.folder.client;
    if (systemSignal !== 0 && this.isOpen) endBySignal(systemSignal);
  }

  /**
   * Whether the script exits, or an error seems to end it: {@linkcode settle} has to follow each
   * call then.
   */
  get isExiting(): boolean {
    return this.#exit !== undefined || this.#crash !== undefined;
  }

  /** Brings to disk what was logged while the script exits. */
  settle(): void {
    if (!this.isOpen || !this.isExiting) return;
    this.#suspend(this.#exit === undefined ? { status: "crashed" } : this.#describe(this.#exit));
  }

  /** Called by the exit hooks. */
  finishAtExit(ending: Ending): void {
    if (ending.end !== "perhaps") this.#exit ??= ending;
    if (this.#isSuspended) return this.#amend(ending);
    const end = this.#describe(ending);
    if (this.#isFinished || ending.end === "now") return this.#endAtLast(end);
    if (ending.end === "perhaps") this.#crash = end.error ?? "";
    this.#suspend(end);
  }

  /** Called by the exit hooks. */
  saveRows(patienceMs: number): void {
    if (this.isOpen) this.#parts.folder.client.saveRows(patienceMs);
  }

  /** A later handler of the script's has thrown, or has set the exit code. */
  #amend(ending: Ending): void {
    const { status, error } = this.#describe(ending);
    if (this.#crash !== undefined || this.#parts.folder.metadata.status === status) return;
    if (this.#exit !== undefined) this.#exit = ending;
    this.#ended?.amend({ status, error, output: "" });
  }

  /** Everything is on disk then, and the board can be resumed. */
  #suspend(end: End): void {
    flushPartialLines();
    this.#isSuspended = true;
    this.#setOpen(false);
    const { folder, packer, output, finishTimeoutMs } = this.#parts;
    packer.abandonRow();
    try {
      output.post();
      folder.client.requestSync("finish", finishTimeoutMs);
      this.#writeEnd(end);
      folder.lock.release();
    } catch (error) {
      this.#reportWriteError(error);
      if (this.#exit === undefined) return;
      this.#close();
      this.#release({ status: "crashed", error: errorLine(error) }, { allOnDisk: false });
    }
  }

  /** Nothing follows any more; or `finish()` was called, and nobody waits for it. */
  #endAtLast(end: End): void {
    if (!this.#parts.folder.lock.held) return;
    this.#parts.packer.abandonRow();
    try {
      this.#endSync(this.#given ?? end);
    } catch (error) {
      this.#reportWriteError(error);
    }
    forgetAtExit(this);
  }

  #describe({ status, cause }: Ending): End {
    return { status, error: cause && describeCause(cause, this.#lastPrinted) };
  }

  #reportWriteError(error: unknown): void {
    const known = error instanceof BoardWriteError ? error : this.#toWriteError(error);
    this.#parts.problems.report(known.message);
  }

  /** Read by the exit hooks. */
  get hearsSignals(): boolean {
    return this.#parts.folder.client.hearsSignals;
  }

  /** Called by the exit hooks. */
  leaveSignalToScript(signal: number): void {
    this.#parts.folder.client.leaveSignalToScript(signal);
  }

  /** Called by the exit hooks. */
  suspendIfIdle(): void {
    const lastStep = this.#parts.lastStep();
    if (this.isOpen && lastStep === this.#idleSince) this.#suspend({ status: "finished" });
    this.#idleSince = lastStep;
  }

  /** Called by the exit hooks: the script has handled the error. */
  resumeAfterCrash(): void {
    this.#crash = undefined;
    this.#tryToResume();
  }

  /** Called with a copy of what the script prints. */
  takeOutput(lines: string): void {
    if (lines.startsWith(STDERR_PREFIX)) this.#lastPrinted = lines.slice(0, MAX_PRINTED_CHARS);
    // To resume the board, and end it again, takes too long for a line.
    if (this.isExiting && this.#isSuspended) return this.#ended?.amend({ output: lines });
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
      if (!lock.held) { // Else it could not be completed.
        lock.take();
        if (this.#ended?.isOurs === false) return this.#leave();
      }
    } catch (error) {
      if (!(error instanceof BoardLockedError)) throw error;
      return this.#leave();
    }
    this.#isSuspended = false;
    this.#setOpen(true);
    this.#writeMetadata("running");
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

  async #finish(request: FinishRequest, trace: () => string): Promise<void> {
    const end = this.#begin(request);
    const done = this.#beginRecent(request);
    try {
      await this.#parts.folder.client.request("finish", this.#parts.finishTimeoutMs);
      this.#release(end, { allOnDisk: true });
    } catch (error) {
      this.#fail(error);
    } finally {
      done?.(trace);
      forgetAtExit(this);
    }
  }

  /** Writes what is left, and blocks until that is done. */
  #endSync(end: End): void {
    this.#close();
    try {
      this.#parts.folder.client.requestSync("finish", this.#parts.finishTimeoutMs);
    } catch (error) {
      this.#fail(error);
    }
    this.#release(end, { allOnDisk: true });
  }

  #fail(error: unknown): never {
    const writeError = this.#toWriteError(error); // Where things are now: the lock knows the folder.
    this.#release({ status: "crashed", error: errorLine(error) }, { allOnDisk: false });
    throw writeError;
  }

  /** From here on the board takes no rows and no output. Returns how it will have ended. */
  #begin({ status, error, isGiven }: FinishRequest): End {
    if (isGiven) {
      this.#given = { status, error: error === undefined ? undefined : errorLine(error) };
      this.#crash = undefined;
      if (error !== undefined) giveOutput(this, "stderr", `error: ${errorText(error)}\n`);
    }
    this.#close();
    return this.#given ?? (this.#exit === undefined ? { status } : this.#describe(this.#exit));
  }

  /** An error may be passing: if it ends the script, the board has ended by it. */
  #beginRecent({ isGiven }: FinishRequest): ((trace: () => string) => void) | undefined {
    if (isGiven || this.#exit !== undefined) return undefined;
    const done = beginEnd();
    // One that was there before has not passed the board's own lines.
    const hasSpan = !isErrorPassing();
    return (trace) => {
      const ended = this.#ended;
      if (ended === undefined || this.#parts.folder.metadata.status !== "finished") return done();
      const span = hasSpan ? new CallSpan(this.#created(), trace()) : undefined;
      done(new RecentBoard(ended, span, this.#capturesOutput));
    };
  }

  #close(): void {
    if (this.#isFinished) return;
    releaseOutput(this); // This may give the board a last line, so it comes first.
    this.#isFinished = true;
    this.#setOpen(false);
    this.#parts.output.close();
  }

  /** Gives back everything that the board holds. Safe to call twice. */
  #release(end: End, { allOnDisk }: { allOnDisk: boolean }): void {
    const { lock, client } = this.#parts.folder;
    if (!lock.held) return;
    this.#writeEnd(end);
    client.stop({ allOnDisk });
    lock.release();
  }

  #writeEnd({ status, error }: End): void {
    const { boardDir, metadata } = this.#parts.folder;
    if (this.#crash === undefined) this.#writeMetadata(status, error);
    else this.#writeMetadata("crashed", this.#crash);
    this.#ended = new EndedBoard(boardDir, metadata, this.#parts.problems);
  }

  #writeMetadata(status: EndStatus | "running", error?: string): void {
    const { boardDir, isThere, metadata } = this.#parts.folder;
    const hasEnded = status !== "running";
    const finished_at = hasEnded ? scriptDate().toISOString() : undefined;
    Object.assign(metadata, { status, error, finished_at });
    try {
      // What is at its path then is somebody else's.
      if (!isThere) throw new Error(`The folder ${boardDir} was removed or replaced`);
      writeMetadata(boardDir, metadata, { durable: hasEnded });
    } catch (error) {
      this.#parts.problems.report(`Cannot write metadata.json: ${messageOf(error)}`);
    }
  }

  #toWriteError(error: unknown): BoardWriteError {
    return toWriteError("finish", error, this.#parts.folder);
  }
}
