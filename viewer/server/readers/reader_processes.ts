import { messageOf } from "../../../system/message_of.ts";
import { startTimeout, type Timer } from "../../../system/timer.ts";
import { LateReaderPool } from "../boards/late_reader_pool.ts";
import type { BoardFolders } from "../boards/board_folders.ts";
import { RequestError } from "../http/request_error.ts";
import type { BoardTasks, ReadTask } from "./board_tasks.ts";
import { EndedReaders } from "./ended_readers.ts";
import { ReadJob } from "./read_job.ts";
import { ReadJobs } from "./read_jobs.ts";
import { type ReaderLimits, readerLimits } from "./reader_limits.ts";
import { ReaderEndedError, ReaderProcess } from "./reader_process.ts";
import { cancelled, toProblem } from "./reader_problems.ts";

const MAX_PROCESSES = 4;
const MAX_WAITING = 2000;
/** A board waits so long for the process that has it open, rather than to be opened in another. */
const HOME_MS = 100;
const LOOK_MS = 50;
/** Processes without tasks end after this time. */
const MAX_IDLE_MS = 60_000;

const CANNOT_START = "The process that reads boards has ended before it was ready: try again";

/** What is other than usual; all of it is for tests. */
export interface ReaderProcessesOptions {
  limits?: Partial<ReaderLimits>;
  /** The module that the processes run. */
  program?: string;
}

/**
 * Reads boards in processes of their own, which a forged board can make slow,
 * large, or end. Each runs one task at a time, so it is known which board has
 * done that: it is that board's problem, and the process is replaced.
 *
 * - A board is read by the process that has it open, one task at a time. If
 *   that is busy for more than a moment, another one opens the board too.
 * - Requests come before the list's own reading, which has two processes at most.
 * - Where all processes are busy for long, the one that has been longest with
 *   its task is ended. The task is run once more from its start when nothing
 *   else waits, one such task at a time, and has more time before it must make
 *   room again; so slow boards do not hold up others, nor slower ones them.
 * - Where no process can be started, boards are read in this one, and that is said.
 */
export class ReaderProcesses implements BoardTasks {
  readonly #folders: BoardFolders;
  readonly #log: (message: string) => void;
  readonly #limits: ReaderLimits;
  readonly #program?: string;
  readonly #ended = new EndedReaders();
  readonly #processes = new Set<ReaderProcess>();
  readonly #jobs = new ReadJobs();
  #here?: LateReaderPool;
  #look?: ReturnType<typeof setTimeout>;
  #idle?: Timer;
  #wasEverReady = false;
  #isClosed = false;

  /**
   * Starts nothing yet.
   *
   * @param log Is told once if no process can be started.
   */
  constructor(
    folders: BoardFolders,
    log: (message: string) => void,
    { limits, program }: ReaderProcessesOptions = {},
  ) {
    this.#folders = folders;
    this.#log = log;
    this.#limits = { ...readerLimits(), ...limits };
    this.#program = program;
  }

  /** Reads something of a board, as {@linkcode BoardTasks} says. */
  async run(
    id: string,
    task: ReadTask,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (signal?.aborted || this.#isClosed) throw cancelled();
    this.#folders.find(id);
    if (this.#here !== undefined) return await this.#here.run(id, task, signal);
    this.#ended.check(id, () => this.#folders.scan(id).identity);
    if (this.#jobs.waiting.size >= MAX_WAITING) {
      throw new RequestError("busy", "Too many requests at once: try again in a moment");
    }
    const job = new ReadJob(id, task, signal, () => {
      if (!this.#jobs.waiting.delete(job)) job.process?.cancel();
    });
    job.filesProblem = this.#ended.crashOf(id, () => this.#folders.scan(id).identity);
    return await this.#answer(job);
  }

  /**
   * Closes a board's files. What is read of it is cancelled, unless it is done in a moment. A board that has
   * ended its readers may be read again.
   */
  async drop(id: string): Promise<void> {
    this.#ended.forget(id);
    if (this.#here !== undefined) return await this.#here.drop(id);
    // Where one was busy, another has opened the board too.
    while (this.#homeOf(id) !== undefined) await this.#answer(new ReadJob(id));
  }

  /** Starts a process, if there is none: the next task then need not wait for it. */
  prepare(): void {
    if (this.#isClosed || this.#here !== undefined || this.#processes.size > 0) return;
    if (this.#folders.problem !== undefined) return;
    this.#start();
    this.#endIdleLater();
  }

  /** Gives away a process that has no board open and nothing to do: it is the caller's to end. */
  takeIdle(): ReaderProcess | undefined {
    const idle = [...this.#processes].find(({ isFree, boards }) => isFree && boards.size === 0);
    if (idle !== undefined) this.#processes.delete(idle);
    return idle;
  }

  /** Ends all processes, whatever they do. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#look);
    this.#idle?.stop();
    for (const job of this.#jobs.waiting) job.reject(cancelled());
    this.#jobs.waiting.clear();
    await Promise.all([...this.#processes].map((process) => process.end("closed")));
    await this.#here?.close();
  }

  #answer(job: ReadJob): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#isClosed) return Promise.reject(cancelled());
    this.#jobs.waiting.add(job);
    this.#dispatch();
    return job.answer;
  }

  /** Gives jobs that wait to processes that are free. */
  #dispatch(): void {
    clearTimeout(this.#look);
    this.#idle?.stop();
    if (this.#isClosed) return;
    for (const process of this.#processes) if (process.hasEnded) this.#processes.delete(process);
    for (const job of this.#here === undefined ? this.#jobs.inOrder() : []) {
      const process = this.#processFor(job);
      if (process === undefined) {
        if (job.task === undefined) this.#hurryDrop(job);
        continue;
      }
      this.#jobs.waiting.delete(job);
      void this.#runJob(job, process);
    }
    if (this.#here !== undefined) {
      this.#moveHere();
    } else if (this.#jobs.waiting.size > 0) {
      void this.#jobs.inTheWay()?.process?.end("room");
      this.#look = setTimeout(() => this.#dispatch(), LOOK_MS);
    } else if (this.#jobs.running.size === 0) {
      this.#endIdleLater();
    }
  }

  /** The process for a job; `undefined` if it must wait. */
  #processFor(job: ReadJob): ReaderProcess | undefined {
    if (!this.#jobs.mayRun(job)) return undefined;
    const home = this.#homeOf(job.id);
    if (job.task === undefined) return home?.isFree ? home : undefined;
    if (home?.isFree) return home;
    if (home !== undefined && home.taskMs < HOME_MS) return undefined;
    const [free] = [...this.#processes].filter(({ isFree }) => isFree)
      .sort((a, b) => a.boards.size - b.boards.size);
    return free ?? (this.#processes.size < MAX_PROCESSES ? this.#start() : undefined);
  }

  /** A board that is to be closed: who still reads it is not waited for. */
  #hurryDrop(job: ReadJob): void {
    if (this.#homeOf(job.id) === undefined) { // The process that had it open has ended.
      this.#jobs.waiting.delete(job);
      job.resolve(new Uint8Array());
      return;
    }
    for (const { process, runningMs } of this.#jobs.ofBoard(job.id)) {
      if (runningMs > HOME_MS) void process?.end("closed");
    }
  }

  #homeOf(id: string): ReaderProcess | undefined {
    const homes = [...this.#processes].filter(({ boards }) => boards.has(id));
    return homes.find(({ isFree }) => isFree) ?? homes[0];
  }

  #start(): ReaderProcess | undefined {
    try {
      const process = new ReaderProcess(this.#folders.baseDir, this.#limits, this.#program);
      this.#processes.add(process);
      return process;
    } catch (error) {
      this.#readHere(messageOf(error));
      return undefined;
    }
  }

  async #runJob(job: ReadJob, process: ReaderProcess): Promise<void> {
    job.process = process;
    this.#jobs.running.add(job);
    try {
      if (job.task !== undefined) {
        job.resolve(await process.run(job.id, job.task, job.filesProblem));
      } else {
        await process.drop(job.id);
        job.resolve(new Uint8Array());
      }
    } catch (error) {
      if (error instanceof ReaderEndedError) this.#onEnded(job, error);
      else job.reject(error);
    } finally {
      this.#jobs.running.delete(job);
      this.#wasEverReady ||= process.wasReady;
      if (process.isFree && process.isLarge) void process.end("room");
      this.#dispatch();
    }
  }

  #onEnded(job: ReadJob, { reason, message }: ReaderEndedError): void {
    if (job.task === undefined) return job.resolve(new Uint8Array()); // It is closed by that.
    if (reason === "closed") return job.reject(cancelled());
    if (reason === "start") {
      if (this.#wasEverReady) return job.reject(new RequestError("failed", CANNOT_START));
      this.#readHere(message);
      this.#jobs.waiting.add(job); // And goes on here.
      return;
    }
    if (reason === "room") {
      job.rounds++;
      if (!job.isSettled) this.#jobs.waiting.add(job);
      return;
    }
    const error = toProblem(reason, message);
    try {
      this.#ended.note(job.id, this.#folders.scan(job.id).identity, reason, error);
    } catch {
      // The board has been removed meanwhile.
    }
    // A file of a run that was cut off may be to blame: the journal has its rows.
    if (reason === "crash" && job.filesProblem === undefined && this.#folders.hasJournal(job.id)) {
      job.filesProblem = error.message;
      if (!job.isSettled) this.#jobs.waiting.add(job);
      return;
    }
    job.reject(error);
  }

  /** From now on boards are read in this process, as no other can be started. */
  #readHere(why: string): void {
    if (this.#here !== undefined) return;
    this.#log(
      `Boards are read in the process of the server, as no other can be started (${why}): ` +
        `a damaged or forged board may end it`,
    );
    this.#here = new LateReaderPool(this.#folders);
  }

  #moveHere(): void {
    for (const job of this.#jobs.waiting) {
      this.#jobs.waiting.delete(job);
      if (job.task === undefined) job.resolve(new Uint8Array());
      else {
        this.#here?.run(job.id, job.task)
          .then((reply) => job.resolve(reply), (error) => job.reject(error));
      }
    }
  }

  #endIdleLater(): void {
    this.#idle?.stop();
    this.#idle = startTimeout(() => {
      for (const process of this.#processes) {
        this.#processes.delete(process);
        void process.end("room");
      }
    }, MAX_IDLE_MS);
  }
}
