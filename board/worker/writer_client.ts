import { type UnackedMessage, UnackedQueue } from "./unacked_queue.ts";
import { WriterThread } from "./writer_thread.ts";
import type { Block } from "../../format/block.ts";
import {
  NO_REQUEST,
  type Reply,
  type Request,
  type RequestType,
  type WriterOptions,
} from "../../writer/protocol.ts";
import type { Records } from "../../writer/records.ts";

/** The writer is looked after so often, by a timer or by a board that blocks. */
const LOOK_MS = 100;
/** A writer whose loop does not turn for so long is taken for hung; five times that the next time. */
const HANG_MS = 1000;
/** A writer that starts, loads a library or waits for the disk is given so long. */
const LONG_MS = 15_000;
/** From this restart on the backend is left alone: only the journal is written. */
const JOURNAL_ONLY_AFTER = 3;
const MAX_RESTARTS = 5;

const NOTHING_DONE: Reply = { type: "done", id: NO_REQUEST };

interface Pending {
  request: Request;
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/**
 * The board's end of the protocol: posts blocks, asks and waits, and replaces
 * a writer that died or hangs by another, which goes on from the journal.
 *
 * To start a thread takes some 30 ms, in which the script stands still. It is
 * started with the first thing that there is to do, or when the script yields.
 */
export class WriterClient {
  readonly #options: Omit<WriterOptions, "shared">;
  readonly #maxQueueBytes: number;
  readonly #onProblem: (message: string) => void;
  #started?: WriterThread;
  /** Blocks that are not known to be in the journal yet, and records not known to be stored. */
  readonly #blocks = new UnackedQueue();
  readonly #records = new UnackedQueue();
  /** Requests without an answer, in the order of asking. */
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #restarts = 0;
  readonly #starter: ReturnType<typeof setTimeout>;
  readonly #watchdog: ReturnType<typeof setInterval>;
  #dead?: Error;
  /** The signals that the script has handlers of its own for, by number. */
  readonly #scriptSignals = new Set<number>();

  /**
   * @param options What the writer works on.
   * @param maxQueueBytes How much may be under way before {@linkcode post} blocks.
   * @param onProblem Is told what the user must hear of.
   */
  constructor(
    options: Omit<WriterOptions, "shared" | "journalOnly">,
    maxQueueBytes: number,
    onProblem: (message: string) => void,
  ) {
    this.#options = { ...options, journalOnly: false };
    this.#maxQueueBytes = maxQueueBytes;
    this.#onProblem = onProblem;
    this.#starter = setTimeout(() => this.#started ??= this.#start(), 0);
    Deno.unrefTimer(this.#starter);
    this.#watchdog = setInterval(() => this.#checkHealth(), LOOK_MS);
    Deno.unrefTimer(this.#watchdog);
  }

  /** The number of a signal that the process was sent and this thread may not have seen, or 0. */
  get systemSignal(): number {
    return this.#started?.shared.systemSignal ?? 0;
  }

  /** The script has a handler of its own for a signal: the one that came is theirs, and all others. */
  leaveSignalToScript(number: number): void {
    this.#scriptSignals.add(number);
    if (this.#started === undefined) return;
    this.#started.shared.leaveSignalToScript(number);
    this.#started.shared.systemSignal = 0;
  }

  /**
   * Sends rows; blocks while more than the bound is under way. They are kept
   * until they are in the journal, so that they outlive the writer.
   *
   * @param onAcked Is called once they are in the journal: their shared memory
   * is needed no longer.
   */
  post(block: Block, byteCount: number, onAcked: () => void): void {
    if (this.#dead !== undefined) return;
    const { firstStep } = block;
    this.#send(this.#blocks, { message: { type: "block", block, byteCount }, firstStep, onAcked });
    this.#waitUntil(() => !this.isFull);
  }

  /**
   * Sends images, tables and the like; never blocks, but the next {@linkcode post} may.
   *
   * @param onAcked Is called once they are stored, or never will be: their
   * shared memory and their blobs are needed no longer.
   */
  postRecords(records: Records, byteCount: number, onAcked: () => void): void {
    if (this.#dead !== undefined) return onAcked();
    const message = { type: "records", records, byteCount } as const;
    this.#send(this.#records, { message, firstStep: records.step, onAcked });
  }

  /** Whether more is under way than the bound allows. */
  get isFull(): boolean {
    return this.#bytesUnderWay() > this.#maxQueueBytes;
  }

  /** Sends lines that the script printed. */
  postOutput(lines: string): void {
    if (this.#dead === undefined) this.#thread.send({ type: "output", lines });
  }

  /** Asks the writer, and resolves with its answer. Keeps the process alive meanwhile. */
  request(type: RequestType, timeoutMs: number): Promise<Reply> {
    if (this.#hasNothingToDo(type)) return Promise.resolve(NOTHING_DONE);
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const { id } = this.#ask(type, "async", { resolve, reject });
    const timer = setTimeout(
      () => this.#settle({ type: "failed", id, error: this.#timeoutError(type, timeoutMs) }),
      timeoutMs,
    );
    this.#thread.keepAlive(true);
    return promise.finally(() => {
      clearTimeout(timer);
      if (this.#pending.size === 0) this.#thread.keepAlive(false);
    });
  }

  /** Asks the writer, and blocks until it has answered. */
  requestSync(type: RequestType, timeoutMs: number): Reply {
    if (this.#hasNothingToDo(type)) return NOTHING_DONE;
    let reply: Reply | undefined;
    const resolve = (answer: Reply) => void (reply = answer);
    let failure: Error | undefined;
    const reject = (error: Error) => void (failure = error);
    const { id } = this.#ask(type, "sync", { resolve, reject });
    this.#waitUntil(() => {
      const answer = this.#thread.receiveSync();
      if (answer !== undefined) this.#settle(answer);
      return reply !== undefined || failure !== undefined;
    }, timeoutMs);
    this.#pending.delete(id);
    if (reply !== undefined) return reply;
    throw failure ?? this.#timeoutError(type, timeoutMs);
  }

  /**
   * Ends the worker.
   *
   * @param allOnDisk Whether it has answered that all is on disk. Then so is
   * what earlier requests asked for, whose answers the event loop still has.
   */
  stop({ allOnDisk }: { allOnDisk: boolean }): void {
    this.#dead ??= new Error("The writer was stopped");
    clearTimeout(this.#starter);
    clearInterval(this.#watchdog);
    this.#started?.terminate();
    if (allOnDisk) {
      for (const id of [...this.#pending.keys()]) this.#settle({ type: "done", id });
    }
    this.#rejectAll(this.#dead);
    this.#records.clear();
  }

  #send(inFlight: UnackedQueue, post: UnackedMessage): void {
    inFlight.add(post);
    this.#thread.send(post.message);
  }

  /** Nothing was ever sent to a writer that has not been started. */
  #hasNothingToDo(type: RequestType): boolean {
    return this.#started === undefined && type !== "inspect";
  }

  get #thread(): WriterThread {
    return this.#started ??= this.#start();
  }

  #start(): WriterThread {
    const thread = new WriterThread(this.#options, {
      onMessage: (message) => {
        if (message.type === "problem") this.#onProblem(message.message);
        else this.#settle(message);
      },
      onEnd: (error) => this.#replace(error.message),
    });
    for (const number of this.#scriptSignals) thread.shared.leaveSignalToScript(number);
    return thread;
  }

  #ask(
    type: RequestType,
    reply: Request["reply"],
    answer: Pick<Pending, "resolve" | "reject">,
  ): Request {
    const request: Request = { type, id: ++this.#lastId, reply };
    if (this.#dead !== undefined) {
      answer.reject(this.#dead);
    } else {
      this.#pending.set(request.id, { request, ...answer });
      this.#thread.send(request);
    }
    return request;
  }

  #settle(reply: Reply): void {
    if (reply.type === "failed" && reply.id === NO_REQUEST) {
      return this.#rejectAll(new WriterRequestError(reply));
    }
    // The answer to a request that was given up may come late.
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.type === "failed") pending?.reject(new WriterRequestError(reply));
    else pending?.resolve(reply);
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  /** The memory of all that is under way; forgets what the writer has taken over. */
  #bytesUnderWay(): number {
    const { ackedBytes, ackedRecordBytes } = this.#thread.shared;
    // Of blocks, text and what is short are there twice, here and on their way; all else is on
    // shared memory.
    return 2 * this.#blocks.unackedBytes(ackedBytes) +
      this.#records.unackedBytes(ackedRecordBytes);
  }

  /** Replaces the writer where it is gone or hangs. */
  #checkHealth(): void {
    if (this.#dead !== undefined || this.#started === undefined) return;
    this.#bytesUnderWay();
    const silentMs = this.#thread.silentMs(2 * LOOK_MS);
    const mayTakeLong = !this.#thread.started || this.#thread.shared.blockedOnDisk;
    const patienceMs = mayTakeLong ? LONG_MS : HANG_MS * 5 ** this.#restarts;
    if (this.#thread.shared.exited) this.#replace("its worker ended");
    else if (silentMs >= patienceMs) {
      this.#replace(`it did nothing for ${Math.round(silentMs)} ms`);
    }
  }

  #replace(reason: string): void {
    if (this.#dead !== undefined) return;
    this.#bytesUnderWay();
    this.#thread.terminate();
    this.#restarts++;
    if (this.#restarts > MAX_RESTARTS) return this.#giveUp(reason);
    this.#options.journalOnly = this.#restarts >= JOURNAL_ONLY_AFTER;
    const message = `The writer failed (${reason}); another one goes on from the journal` +
      (this.#options.journalOnly ? ", and leaves the backend's files to the next run" : "");
    this.#onProblem(message);
    this.#options.restartReason = message;
    this.#started = this.#start();
    this.#thread.keepAlive([...this.#pending.values()].some((p) => p.request.reply === "async"));
    for (const inFlight of [this.#blocks, this.#records]) {
      inFlight.startOver();
      for (const { message } of inFlight.posts) this.#thread.send(message);
    }
    for (const { request } of this.#pending.values()) this.#thread.send(request);
  }

  #giveUp(reason: string): void {
    const first = this.#firstStepUnderWay();
    const lost = first === undefined
      ? "all rows so far are in the journal, later ones are lost"
      : `rows from step ${first} on are lost`;
    this.#dead = new Error(`The writer failed ${this.#restarts} times (${reason}); ${lost}`);
    clearInterval(this.#watchdog);
    this.#onProblem(this.#dead.message);
    this.#rejectAll(this.#dead);
    this.#records.clear();
  }

  #timeoutError(type: RequestType, timeoutMs: number): Error {
    this.#bytesUnderWay();
    const first = this.#firstStepUnderWay();
    const untaken = first === undefined
      ? ""
      : `; the rows from step ${first} on, which it has not taken, are ` +
        (type === "finish" ? "lost" : "in memory");
    return new Error(`The writer did not answer "${type}" within ${timeoutMs} ms${untaken}`);
  }

  #firstStepUnderWay(): number | undefined {
    const posts = [...this.#blocks.posts, ...this.#records.posts];
    return posts.length === 0
      ? undefined
      : posts.reduce((least, { firstStep }) => Math.min(least, firstStep), Infinity);
  }

  /** Blocks until something holds, the time is over, or there is no writer any more. */
  #waitUntil(condition: () => boolean, timeoutMs = Infinity): void {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const { shared } = this.#thread;
      const { signalCount } = shared;
      if (condition() || this.#dead !== undefined) return;
      const left = deadline - performance.now();
      if (left <= 0) return;
      shared.wait(signalCount, Math.min(left, LOOK_MS));
      this.#checkHealth();
    }
  }
}

/** A request that the writer could not fulfil. */
export class WriterRequestError extends Error {
  override readonly name = "RequestError";
  /** Which rows are where, where the writer knows. */
  readonly location?: string;

  /** Wraps the writer's own error, as its `cause`. */
  constructor({ error, location }: { error: Error; location?: string }) {
    super(error.message, { cause: error });
    this.location = location;
  }
}
