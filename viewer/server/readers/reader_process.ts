import type { ChildProcess } from "../../../system/child_process.ts";
import { residentBytesOf } from "../../../system/resident_bytes.ts";
import { startRestrictedProcess } from "../../../system/restricted_process.ts";
import { RunningTime } from "../../../system/running_time.ts";
import { RequestError } from "../http/request_error.ts";
import type { CheckedGroupsRequest } from "../../protocol/groups.ts";
import type { ReadTask } from "./board_tasks.ts";
import { encodeFrame, type Frame, readFrames } from "./frames.ts";
import type { ReaderLimits } from "./reader_limits.ts";
import { MESSAGE_LIMITS, type ReaderCommand, readerMessage } from "./reader_messages.ts";

/** How often a process with a task is looked at. */
const WATCH_MS = 100;
/** Of the time between two looks so much counts: the whole machine may have been asleep. */
const MAX_STEP_MS = 500;

/**
 * Why a process has ended that read a board: the task took more than its limits
 * (`time`, `memory`), it crashed, it never came up (`start`), or the server
 * ended it, for another board (`room`) or for good (`closed`).
 */
export type EndReason = "time" | "memory" | "crash" | "start" | "room" | "closed";

/** A process has ended before it answered. */
export class ReaderEndedError extends Error {
  /** Always `"ReaderEndedError"`. */
  override readonly name = "ReaderEndedError";
  readonly reason: EndReason;

  /** @param message In plain words; it follows on what was read. */
  constructor(reason: EndReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

interface RunningCommand {
  number: number;
  resolve(body: Uint8Array<ArrayBuffer>): void;
  reject(error: Error): void;
  time: RunningTime;
}

/** A process that reads boards, one task at a time. It cannot be started again. */
export class ReaderProcess {
  /** The boards that it has open, or had. */
  readonly boards = new Set<string>();
  readonly #limits: ReaderLimits;
  readonly #child: ChildProcess;
  #running?: RunningCommand;
  #count = 0;
  #isReady = false;
  #ended?: ReaderEndedError;
  #writing: Promise<unknown> = Promise.resolve();
  #watch?: ReturnType<typeof setInterval>;

  /**
   * Starts it.
   *
   * @param baseDir The folder of boards, which it may read.
   * @param program The module that it runs.
   * @throws {Error} If no process can be started, or it is not permitted.
   */
  constructor(
    baseDir: string,
    limits: ReaderLimits,
    program: string = new URL("reader_program.ts", import.meta.url).href,
  ) {
    this.#limits = limits;
    const args = [baseDir, String(limits.queryBytes), String(limits.residentBytes)];
    this.#child = startRestrictedProcess(program, baseDir, limits.heapMib, args);
    void this.#listen();
  }

  /** Whether it can take a task now. */
  get isFree(): boolean {
    return this.#running === undefined && this.#ended === undefined;
  }

  /** Whether it has ended, or is about to. */
  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** Whether it has ever been ready. */
  get wasReady(): boolean {
    return this.#isReady;
  }

  /** For how long its task has been running, in milliseconds of running time; 0 without one. */
  get taskMs(): number {
    return this.#isReady ? this.#running?.time.ms ?? 0 : 0;
  }

  /** Whether it holds so much memory that the next task, which may need little, could end it. */
  get isLarge(): boolean {
    return (residentBytesOf(this.#child.pid) ?? 0) > this.#limits.residentBytes / 2;
  }

  /**
   * Reads something of a board.
   *
   * @param filesProblem Why the files of a run that was cut off are left out, if they are.
   * @throws {RequestError} Where the process says why it cannot be read.
   * @throws {ReaderEndedError} Where the process has ended.
   */
  run(id: string, task: ReadTask, filesProblem?: string): Promise<Uint8Array<ArrayBuffer>> {
    this.boards.add(id);
    return this.#command((run) => ({ run, id, task, filesProblem }));
  }

  /**
   * Reads groups of boards, of which it keeps none open.
   *
   * @param filesProblem As of {@linkcode run}, of all these boards.
   * @throws {Error} As {@linkcode run}.
   */
  runGroups(
    request: CheckedGroupsRequest,
    filesProblem?: string,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return this.#command((groups) => ({ groups, request, filesProblem }));
  }

  /** Closes a board. @throws {Error} As {@linkcode run}. */
  async drop(id: string): Promise<void> {
    await this.#command((drop) => ({ drop, id }));
    this.boards.delete(id);
  }

  /** Gives the running task up: the process answers all the same, and sooner. */
  cancel(): void {
    if (this.#running !== undefined) this.#send({ cancel: this.#running.number });
  }

  /** Ends it, whatever it does, and waits until it has ended. */
  async end(reason: EndReason, message = "it was ended"): Promise<void> {
    this.#fail(new ReaderEndedError(reason, message));
    await this.#child.kill();
  }

  #command(toCommand: (number: number) => ReaderCommand): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
    const number = ++this.#count;
    this.#running = { number, resolve, reject, time: new RunningTime(MAX_STEP_MS) };
    this.#watch = setInterval(() => this.#checkLimits(), WATCH_MS);
    this.#send(toCommand(number));
    return promise;
  }

  #send(command: ReaderCommand): void {
    this.#writing = this.#writing.then(async () => {
      for (const part of encodeFrame(command)) await this.#child.write(part);
    }).catch(() => {}); // It has ended, as its stdout says too.
  }

  async #listen(): Promise<void> {
    try {
      for await (const frame of readFrames(this.#child.stdout, MESSAGE_LIMITS)) {
        this.#receive(frame);
      }
    } catch {
      // What came is no answer of ours: whatever wrote it has taken over the process.
    }
    if (this.#ended === undefined) await this.#child.kill();
    const how = await this.#child.ended;
    this.#fail(new ReaderEndedError(this.#isReady ? "crash" : "start", how));
  }

  #receive({ head, body }: Frame): void {
    const message = readerMessage.parse(head);
    const running = this.#running;
    if ("ready" in message) {
      this.#isReady = true;
      running?.time.restart();
    } else if ("outOfMemory" in message) {
      this.#endForMemory();
    } else if ("reply" in message) {
      if (message.reply === running?.number) this.#settle()?.resolve(body);
    } else if (message.refusal === running?.number) {
      const { kind, error, status } = message;
      this.#settle()?.reject(new RequestError(kind, error, { status }));
    }
  }

  #checkLimits(): void {
    const { taskMs, startMs, residentBytes } = this.#limits;
    const ms = this.#running?.time.ms ?? 0;
    if (!this.#isReady) {
      if (ms > startMs) void this.end("start", `it was not ready after ${startMs / 1000} s`);
    } else if (ms > taskMs) {
      void this.end("time", `it took more than ${taskMs / 1000} s`);
    } else if ((residentBytesOf(this.#child.pid) ?? 0) > residentBytes) {
      this.#endForMemory();
    }
  }

  #endForMemory(): void {
    const mib = Math.round(this.#limits.residentBytes / 1024 ** 2);
    void this.end("memory", `it took more than ${mib} MiB of memory`);
  }

  #settle(): RunningCommand | undefined {
    clearInterval(this.#watch);
    const running = this.#running;
    this.#running = undefined;
    return running;
  }

  #fail(error: ReaderEndedError): void {
    this.#ended ??= error;
    this.#settle()?.reject(this.#ended);
  }
}
