import { RunningTime } from "../../system/running_time.ts";
import { startInterval, startTimeout, type Timer } from "../../system/timer.ts";
import type { Reply, WriterOptions } from "../../writer/protocol.ts";
import { CHECK_INTERVAL_MS, MAX_STEP_MS } from "./check_interval.ts";
import { WriterThread } from "./writer_thread.ts";

/**
 * A writer has hung whose event loop has not turned for so long, and as long again as the work in
 * hand may take. Only time counts in which its thread could go on, see `ThreadEffort`.
 */
const HANG_MS = 1000;
/** After each restart it takes so many times as long: that work may just be long. */
const HANG_GROWTH = 3;
/** The limit for a writer that waits for the disk. */
const DISK_HANG_MS = 15_000;
/**
 * The limit for a writer that starts or loads a library: Deno may have to compile it, or to check
 * its types. To wait for a download is no hang: the event loop turns meanwhile.
 */
const LOADING_HANG_MS = 60_000;
/** A download that takes longer, the user is told of. */
const SAID_DOWNLOAD_MS = 2000;
/** What is on the machine takes so long on a busy one. */
const SAID_LOADING_MS = 30_000;
/** A writer that has not turned for so long, when nobody waits for it any more, is replaced. */
const RESCUE_MS = 300;
/** From this restart on the backend is left alone: only the journal is written. */
const JOURNAL_ONLY_AFTER = 3;
const MAX_RESTARTS = 5;

/** The events of a {@linkcode Supervisor}. */
export interface SupervisorEvents {
  /** The writer has replied over the event loop. */
  onReply(reply: Reply): void;
  /** Something happened that the user must hear of. */
  onProblem(message: string): void;
  /** Returns where the board's folder is now; `undefined` where it is gone. */
  findFolder(): string | undefined;
  /** The acknowledgements of this thread should be read now: it may be replaced next. */
  onCheck(thread: WriterThread): void;
  /** This thread was started, the first one or another after it failed. It was sent no message so far. */
  onStarted(thread: WriterThread): void;
  /** Writers have failed too often. There will be no other. */
  onGivenUp(reason: string): void;
}

/**
 * Keeps a writer running: starts its thread, checks that its event loop turns,
 * and replaces a thread that died or hangs by another, which goes on from the
 * journal.
 *
 * To start a thread takes some 30 ms, which the script has to wait, unless one was started ahead.
 * So it is started with the first message, or when the script yields.
 */
export class Supervisor {
  readonly #options: Omit<WriterOptions, "shared">;
  readonly #events: SupervisorEvents;
  readonly #workerUrl?: URL;
  readonly #starter: Timer;
  /** Runs unless the thread sleeps: then there is nothing to be checked. */
  #checker?: Timer;
  /** The numbers of the signals that the script itself handles. */
  readonly #scriptSignals = new Set<number>();
  /** The number of the next row of the table `system`. */
  #nextSampleRow = 0;
  #thread?: WriterThread;
  #restarts = 0;
  /** What the writer loads, and since when. */
  #loading: { part: string; ms: RunningTime } | undefined;
  #ended = false;

  /**
   * @param options What the writer works on.
   * @param events Called as things happen.
   * @param workerUrl The worker's module. Default: the writer's.
   */
  constructor(
    options: Omit<WriterOptions, "shared" | "journalOnly">,
    events: SupervisorEvents,
    workerUrl?: URL,
  ) {
    this.#options = { ...options, journalOnly: false };
    this.#events = events;
    this.#workerUrl = workerUrl;
    this.#starter = startTimeout(() => this.#thread ?? this.#start(), 0);
    this.#keepChecking();
  }

  /** The current thread, to be sent a message; it is started where there was none yet. */
  get thread(): WriterThread {
    this.#keepChecking();
    return this.#thread ?? this.#start();
  }

  /** Whether a thread was ever started. */
  get hasStarted(): boolean {
    return this.#thread !== undefined;
  }

  /** Whether there is no writer any more: it was stopped, or given up. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether the thread looks for rows no more until it is sent a message. */
  get isAsleep(): boolean {
    return this.#thread?.shared.isAsleep ?? false;
  }

  /** The number of a signal that the process was sent and that this thread may not have seen, or 0. */
  get systemSignal(): number {
    return this.#thread?.shared.systemSignal ?? 0;
  }

  /** Whether the thread hears signals: it begins to before its first heartbeat. */
  get hearsSignals(): boolean {
    return (this.#thread?.shared.heartbeat ?? 0) > 0;
  }

  /** Says how the rows of the table `system` are numbered, before the first one. */
  set nextSampleRow(number: number) {
    this.#nextSampleRow = number;
    if (this.#thread !== undefined) this.#thread.shared.nextSampleRow = number;
  }

  /** The script handles this signal itself, so that the writer must not end the process by it. */
  leaveSignalToScript(number: number): void {
    this.#scriptSignals.add(number);
    if (this.#thread === undefined) return;
    this.#thread.shared.leaveSignalToScript(number);
    this.#thread.shared.systemSignal = 0;
  }

  /** Replaces the writer if it died or hangs. */
  check(): void {
    const thread = this.#thread;
    if (this.#ended || thread === undefined) return;
    this.#events.onCheck(thread);
    if (thread.shared.folder === "missing") return this.#follow(thread);
    this.#sayLoading(thread);
    if (thread.shared.isAsleep) return this.#stopChecking();
    const silentMs = thread.silentMs();
    if (thread.shared.exited) this.#replace(thread, "its worker ended");
    else if (silentMs >= this.#hangMs(thread)) {
      const isGone = silentMs === Infinity;
      const reason = isGone ? "its thread ended" : `it did nothing for ${Math.round(silentMs)} ms`;
      this.#replace(thread, reason);
    }
  }

  /**
   * Nobody waits any longer for what the writer was asked. Where it has hung, another one writes
   * the journal alone.
   *
   * @returns Whether it has.
   */
  rescue(): boolean {
    const thread = this.#thread;
    if (this.#ended || thread === undefined || this.#options.journalOnly) return false;
    if (thread.started && thread.silentMs() < RESCUE_MS) return false;
    this.#restarts = Math.max(this.#restarts, JOURNAL_ONLY_AFTER - 1);
    this.#replace(thread, "it did not come to an end");
    return !this.#ended;
  }

  /** What the writer loads, which may be a download; "" for nothing. */
  get loading(): string {
    return this.#thread?.shared.loading ?? "";
  }

  #hangMs({ started, shared }: WriterThread): number {
    if (!started || shared.loading !== "") return LOADING_HANG_MS;
    if (shared.blockedOnDisk) return DISK_HANG_MS;
    return (HANG_MS + shared.workMs) * HANG_GROWTH ** this.#restarts;
  }

  #sayLoading({ shared }: WriterThread): void {
    const part = shared.loading;
    if (part === "") this.#loading = undefined;
    else if (this.#loading?.part !== part) {
      this.#loading = { part, ms: new RunningTime(MAX_STEP_MS) };
    } else if (
      this.#loading.ms.ms >= (shared.mayDownload ? SAID_DOWNLOAD_MS : SAID_LOADING_MS)
    ) {
      const why = shared.mayDownload ? ": Deno downloads it the first time" : "";
      this.#events.onProblem(
        `Loading ${part} takes long${why}. What is logged meanwhile is kept`,
      );
    }
  }

  /** Ends the writer for good. Safe to call twice. */
  stop(): void {
    this.#end();
    this.#thread?.terminate();
  }

  #start(): WriterThread {
    const { onReply, onProblem } = this.#events;
    const thread: WriterThread = new WriterThread(this.#options, {
      onMessage: (message) => {
        if (message.type === "problem") onProblem(message.message);
        else onReply(message);
      },
      onEnd: (error) => this.#replace(thread, error.message),
    }, this.#workerUrl);
    thread.shared.nextSampleRow = this.#nextSampleRow;
    for (const number of this.#scriptSignals) thread.shared.leaveSignalToScript(number);
    this.#thread = thread;
    this.#events.onStarted(thread);
    return thread;
  }

  /** The board's folder is not where it was: where it was renamed, a writer goes on there. */
  #follow(waiting: WriterThread): void {
    const boardDir = this.#events.findFolder();
    if (boardDir === undefined) return waiting.shared.tellFolder("gone");
    const before = this.#options.boardDir;
    this.#terminate(waiting);
    this.#options.boardDir = boardDir;
    const message =
      `The board's folder ${before} was renamed to ${boardDir}: the run goes on there`;
    if (boardDir !== before) this.#events.onProblem(message);
    this.#options.restartReason = message;
    this.#start();
  }

  #terminate(thread: WriterThread): void {
    thread.terminate();
    this.#events.onCheck(thread);
    this.#nextSampleRow = thread.shared.nextSampleRow;
    this.#options.outputEnd = thread.shared.outputEnd ?? this.#options.outputEnd;
  }

  #replace(failed: WriterThread, reason: string): void {
    if (this.#ended) return;
    this.#terminate(failed);
    this.#restarts++;
    if (this.#restarts > MAX_RESTARTS) {
      this.#end();
      return this.#events.onGivenUp(`The writer failed ${this.#restarts} times (${reason})`);
    }
    this.#options.journalOnly = this.#restarts >= JOURNAL_ONLY_AFTER;
    const message = `The writer failed (${reason}); another one goes on from the journal` +
      (this.#options.journalOnly ? ", and leaves the backend's files to the next run" : "");
    this.#events.onProblem(message);
    this.#options.restartReason = message;
    this.#start();
  }

  #end(): void {
    this.#ended = true;
    this.#starter.stop();
    this.#stopChecking();
  }

  #keepChecking(): void {
    if (this.#ended) return;
    this.#checker ??= startInterval(() => this.check(), CHECK_INTERVAL_MS);
  }

  #stopChecking(): void {
    this.#checker?.stop();
    this.#checker = undefined;
  }
}
