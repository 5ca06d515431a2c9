/**
 * The board's end of the protocol.
 *
 * Rows are written to shared memory, where the writer looks for them and
 * acknowledges them. Requests are answered, each once. Both outlive the
 * writer's thread: the supervisor replaces a thread that died or hangs, and the
 * client gives the new one all rows without an acknowledgement and all requests
 * without a reply.
 *
 * The file has more than 300 lines, as it is one thing: whatever is sent must be sent again to a
 * new thread, and each way to wait ends when there is no writer any more.
 *
 * @module
 */
import {
  NO_REQUEST,
  type Reply,
  type RequestType,
  type ToWriter,
  type WriterOptions,
} from "../../writer/protocol.ts";
import type { RowChunk } from "../../writer/rows/row_chunk.ts";
import type { SharedState } from "../../writer/shared_state.ts";
import type { SentEvents, SentFile } from "../../writer/records.ts";
import type { Metadata } from "../../format/metadata.ts";
import type { ColumnDef } from "../../format/tables.ts";
import type { Shipment } from "../media/records_builder.ts";
import { PendingRequests } from "./pending_requests.ts";
import { isFileTooLarge } from "../../system/error_code.ts";
import { failLargeWrites } from "../../system/fail_large_writes.ts";
import { RunningTime } from "../../system/running_time.ts";
import { CHECK_INTERVAL_MS, MAX_STEP_MS } from "./check_interval.ts";
import { LastChance } from "./last_chance.ts";
import { Supervisor } from "./supervisor.ts";
import { UnackedEvents } from "./unacked_events.ts";
import { UnackedOutput } from "./unacked_output.ts";
import { UnackedRows } from "./unacked_rows.ts";
import { waitForWriter } from "./wait_for_writer.ts";

/** A log call that waits for longer while the writer takes nothing says so. */
const SAID_STALL_MS = 2000;
/** And waits no longer than this. */
const MAX_STALL_MS = 30_000;
/** To open a board, a download is waited for so many times as long as other work. */
const DOWNLOAD_FACTOR = 10;

const NOTHING_DONE: Reply = { type: "done", id: NO_REQUEST };

/** Hands rows to the writer, asks it and waits for it. */
export class WriterClient {
  readonly #supervisor: Supervisor;
  /** The memory shared with the current writer: its own field, as each log call reads it. */
  #shared?: SharedState;
  readonly #unacked: UnackedRows;
  readonly #events = new UnackedEvents();
  readonly #output = new UnackedOutput();
  readonly #requests = new PendingRequests();
  readonly #onProblem: (message: string) => void;
  readonly #findFolder: () => string | undefined;
  /** What the script has changed of the metadata. */
  readonly #metadataChanges: Partial<Metadata> = {};
  /** Whether the writer was ever sent lines that the script printed. */
  #hasOutput = false;
  /** Why there is no writer any more. */
  #endReason?: Error;

  /**
   * @param options What the writer works on.
   * @param maxQueueBytes How much may be unacknowledged before log calls block.
   * @param onProblem Called with what the user must hear of.
   * @param findFolder Returns where the board's folder is now; `undefined`, the default, where it
   * is gone.
   * @param workerUrl The worker's module. Default: the writer's.
   */
  constructor(
    options: Omit<WriterOptions, "shared" | "journalOnly">,
    maxQueueBytes: number,
    onProblem: (message: string) => void,
    findFolder: () => string | undefined = () => undefined,
    workerUrl?: URL,
  ) {
    this.#onProblem = onProblem;
    this.#findFolder = findFolder;
    this.#unacked = new UnackedRows(maxQueueBytes);
    this.#supervisor = new Supervisor(options, {
      onReply: (reply) => this.#settle(reply),
      onProblem,
      findFolder,
      onCheck: ({ shared }) => {
        this.#unacked.acknowledge(shared.ackedRecordBytes);
        this.#output.acknowledge(shared.ackedOutputs);
        this.#events.acknowledge(shared.ackedEvents);
      },
      onStarted: (thread) => {
        this.#shared = thread.shared;
        const requests = this.#requests.requests;
        thread.keepAlive(requests.some(({ reply }) => reply === "async"));
        for (const message of this.#unacked.startOver()) thread.send(message);
        for (const message of this.#events.startOver()) thread.send(message);
        for (const message of this.#output.startOver()) thread.send(message);
        // The one before may not have written them.
        const changes = this.#metadataChanges;
        if (Object.keys(changes).length > 0) thread.send({ type: "metadata", changes });
        for (const request of requests) thread.send(request);
      },
      onGivenUp: (reason) => this.#giveUp(reason),
    }, workerUrl);
  }

  /** The number of a signal that the process was sent and that this thread may not have seen, or 0. */
  get systemSignal(): number {
    return this.#supervisor.systemSignal;
  }

  /**
   * Whether {@linkcode systemSignal} or {@linkcode isWriterAsleep} is to be looked at: each log call
   * asks, so it is one question.
   */
  get needsBoard(): boolean {
    return this.#shared?.needsBoard ?? false;
  }

  /** Whether the writer looks for rows no more, as none has come for long: {@linkcode wakeWriter} has to follow each call. */
  get isWriterAsleep(): boolean {
    return this.#supervisor.isAsleep;
  }

  /** Has the writer look for rows again. */
  wakeWriter(): void {
    this.#supervisor.thread.send({ type: "look" });
  }

  /** Whether the writer's thread hears signals; it does soon after its start. */
  get hearsSignals(): boolean {
    return this.#supervisor.hearsSignals;
  }

  /** The script handles this signal itself, so that the writer must not end the process by it. */
  leaveSignalToScript(number: number): void {
    this.#supervisor.leaveSignalToScript(number);
  }

  /** The board has been opened, with this last number in its table `system`. */
  numberSamplesFrom(lastNumber: number): void {
    this.#supervisor.nextSampleRow = lastNumber + 1;
  }

  /**
   * Blocks until the writer's thread has got a message, for so long at most: in a worker's worker
   * Deno holds up the first ones for half a second each, and the thread with them.
   */
  waitUntilStarted(timeoutMs: number): void {
    const supervisor = this.#supervisor;
    const { thread } = supervisor;
    thread.send({ type: "look" });
    const hasStarted = () => thread.shared.hasHeard || supervisor.thread !== thread;
    waitForWriter(supervisor, hasStarted, timeoutMs);
  }

  /** Names columns that rows have from now on; they are numbered from 0, in this order. */
  addColumns(columns: ColumnDef[]): void {
    const { thread } = this.#supervisor; // Started first: one that starts is sent all that is kept.
    this.#unacked.addColumns(columns);
    thread.send({ type: "columns", columns });
  }

  /**
   * Begins a chunk of rows with room for so many bytes, in place of the one before.
   * Blocks while more than the bound is unacknowledged.
   */
  addChunk(minBytes: number): RowChunk {
    if (this.#endReason !== undefined) this.#unacked.clear();
    this.#acknowledge();
    if (this.#unacked.isFullFor(minBytes)) this.#wait(() => !this.#unacked.isFullFor(minBytes));
    const { thread } = this.#supervisor;
    const chunk = this.#unacked.addChunk(minBytes);
    thread.send({ type: "chunk", buffer: chunk.buffer });
    return chunk;
  }

  /**
   * Sends what the log call of the last row has besides scalars. Blocks while
   * more than the bound is unacknowledged. Its memory is freed once it is
   * stored, or never will be.
   */
  postRecords({ records, byteCount, release }: Shipment): void {
    if (this.#endReason !== undefined) return release();
    const sent = { records, byteCount };
    const { thread } = this.#supervisor;
    this.#unacked.addRecords(sent, release);
    thread.send({ type: "records", sent });
    this.#acknowledge();
    if (this.#unacked.isFull) this.#wait(() => !this.#unacked.isFull);
  }

  /** Sends rows of an event table. */
  postEvents(events: SentEvents): void {
    this.#postEvent({ type: "events", events });
  }

  /** Sends a file that was logged. */
  postFile(file: SentFile): void {
    this.#postEvent({ type: "file", file });
  }

  #postEvent(message: ToWriter): void {
    if (this.#endReason !== undefined) return;
    const { thread } = this.#supervisor; // Started first: one that starts is sent all that is kept.
    this.#acknowledge();
    this.#events.add(message);
    thread.send(message);
  }

  /** Has the writer put all rows into the journal, and blocks for so long at most. */
  saveRows(timeoutMs: number): void {
    if (this.#endReason !== undefined || !this.#hasUnackedRows()) return;
    this.#supervisor.thread.send({ type: "look" });
    waitForWriter(this.#supervisor, () => !this.#hasUnackedRows(), timeoutMs);
  }

  #acknowledge(): void {
    const { shared } = this.#supervisor.thread;
    this.#unacked.acknowledge(shared.ackedRecordBytes);
    this.#events.acknowledge(shared.ackedEvents);
  }

  /**
   * Blocks until there is room. It ends, too, when the process was sent a signal, which the script's
   * thread does not see meanwhile: the board looks for one after each call. And it ends when the
   * writer takes nothing for long: what is logged is kept in memory beyond the bound then.
   */
  #wait(hasRoom: () => boolean): void {
    this.#supervisor.thread.send({ type: "look" });
    const isOver = () => {
      this.#acknowledge();
      return hasRoom() || this.systemSignal !== 0;
    };
    let stalledMs = 0;
    for (;;) {
      const { unackedBytes } = this.#unacked;
      waitForWriter(this.#supervisor, isOver, SAID_STALL_MS);
      if (this.#supervisor.ended || isOver()) return;
      stalledMs = this.#unacked.unackedBytes < unackedBytes ? 0 : stalledMs + SAID_STALL_MS;
      if (stalledMs === SAID_STALL_MS) {
        this.#onProblem(
          "log() waits: the queue is full, and the writer takes nothing from it; " +
            (this.#findFolder() === undefined
              ? "the board's folder is gone"
              : "logs/writer.log in the board's folder may say why"),
        );
      }
      if (stalledMs >= MAX_STALL_MS) return;
    }
  }

  /** Sends what the script has changed of the board's metadata. */
  postMetadata(changes: Partial<Metadata>): void {
    if (this.#endReason !== undefined) return;
    const { thread } = this.#supervisor; // Started first: one that starts is sent all that is kept.
    // The writer may have begun while the script seemed to end, and the run to have ended.
    const running = {
      ...changes,
      status: "running",
      error: undefined,
      finished_at: undefined,
    } as const;
    Object.assign(this.#metadataChanges, running);
    thread.send({ type: "metadata", changes: running });
  }

  /** Sends lines that the script printed. */
  postOutput(lines: string): void {
    if (this.#endReason !== undefined) return;
    const { thread } = this.#supervisor; // Started first: one that starts is sent all that is kept.
    this.#output.acknowledge(thread.shared.ackedOutputs);
    this.#output.add(lines);
    this.#hasOutput = true;
    thread.send({ type: "output", lines });
  }

  /**
   * Asks the writer, and resolves with its reply. Keeps the process alive meanwhile.
   *
   * @throws {WriterRequestError} Where the writer cannot do it.
   * @throws {Error} Where there is no writer any more, or no reply in time.
   */
  request(type: RequestType, timeoutMs: number): Promise<Reply> {
    if (this.#hasNothingToDo(type)) return Promise.resolve(NOTHING_DONE);
    if (this.#endReason !== undefined) return Promise.reject(this.#endReason);
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const { thread } = this.#supervisor;
    const request = this.#requests.add(type, "async", { resolve, reject });
    thread.send(request);
    const running = new RunningTime(MAX_STEP_MS);
    const lastChance = this.#lastChance(type);
    const timer = setInterval(() => {
      if (running.ms < timeoutMs || lastChance?.isOver() === false) return;
      this.#requests.remove(request.id);
      reject(this.#timeoutError(type, timeoutMs));
    }, Math.min(timeoutMs, CHECK_INTERVAL_MS));
    this.#supervisor.thread.keepAlive(true);
    return promise.finally(() => {
      clearInterval(timer);
      if (this.#requests.requests.length === 0) this.#supervisor.thread.keepAlive(false);
    });
  }

  /** Asks the writer, and blocks until it has replied. Throws as {@linkcode request}. */
  requestSync(type: RequestType, timeoutMs: number): Reply {
    if (this.#hasNothingToDo(type)) return NOTHING_DONE;
    if (this.#endReason !== undefined) throw this.#endReason;
    const supervisor = this.#supervisor;
    const { thread } = supervisor;
    const outcome: { reply?: Reply; error?: Error } = {};
    const request = this.#requests.add(type, "sync", {
      resolve: (reply) => void (outcome.reply = reply),
      reject: (error) => void (outcome.error = error),
    });
    thread.send(request);
    const isAnswered = () => {
      const reply = supervisor.thread.receiveSync();
      if (reply !== undefined) this.#settle(reply);
      return outcome.reply !== undefined || outcome.error !== undefined;
    };
    waitForWriter(supervisor, isAnswered, timeoutMs);
    if (type === "open" && !isAnswered() && supervisor.loading !== "") {
      const isOver = () => isAnswered() || supervisor.loading === "" || this.systemSignal !== 0;
      waitForWriter(supervisor, isOver, DOWNLOAD_FACTOR * timeoutMs);
      waitForWriter(supervisor, isAnswered, this.systemSignal === 0 ? timeoutMs : 0);
    }
    const lastChance = this.#lastChance(type);
    if (!isAnswered() && lastChance !== undefined) {
      waitForWriter(supervisor, () => isAnswered() || lastChance.isOver());
      isAnswered();
    }
    this.#requests.remove(request.id);
    if (outcome.reply !== undefined) return outcome.reply;
    throw outcome.error ?? this.#timeoutError(type, timeoutMs);
  }

  /**
   * Ends the writer's thread.
   *
   * @param allOnDisk Whether the writer has replied that all is on disk. Then
   * earlier requests are fulfilled too: their replies are still in the event loop.
   */
  stop({ allOnDisk }: { allOnDisk: boolean }): void {
    this.#endReason ??= new Error("The writer was stopped");
    this.#supervisor.stop();
    if (allOnDisk) this.#requests.resolveAll();
    this.#requests.rejectAll(this.#endReason);
    this.#clear();
  }

  #settle(reply: Reply): void {
    // The runtime may tell of the system's signal for it when the writer's thread has ended.
    if (reply.type === "failed" && isFileTooLarge(reply.error)) failLargeWrites();
    this.#requests.settle(reply);
  }

  #clear(): void {
    this.#unacked.clear();
    this.#events.clear();
    this.#output.clear();
  }

  /** A writer that was never started was never sent anything. */
  #hasNothingToDo(type: RequestType): boolean {
    return !this.#supervisor.hasStarted && type !== "open";
  }

  #giveUp(reason: string): void {
    const { firstStep } = this.#unacked;
    const lost = firstStep === undefined
      ? `all rows so far ${this.#inJournal}, later ones are lost`
      : `rows from step ${firstStep} on are lost`;
    const output = this.#hasOutput ? "; what the script prints from here on is not copied" : "";
    this.#endReason = new Error(`${reason}; ${lost}${output}`);
    this.#onProblem(this.#endReason.message);
    this.#requests.rejectAll(this.#endReason);
    this.#clear();
  }

  /** Where rows are that the writer has acknowledged. */
  get #inJournal(): string {
    const isThere = this.#findFolder() !== undefined;
    return isThere ? "are in the journal" : "were in the board's folder, which is gone";
  }

  /** After the last request no other will bring to disk what the writer has not taken. */
  #lastChance(type: RequestType): LastChance | undefined {
    if (type !== "finish") return undefined;
    return new LastChance(this.#supervisor, () => {
      if (!this.#hasUnackedRows() && !this.#hasUnackedOutput()) return "";
      return `${this.#unacked.firstStep} ${this.#events.count} ${this.#output.count}`;
    });
  }

  #hasUnackedOutput(): boolean {
    this.#output.acknowledge(this.#supervisor.thread.shared.ackedOutputs);
    return this.#output.count > 0;
  }

  #hasUnackedRows(): boolean {
    this.#acknowledge();
    return this.#unacked.hasRows || !this.#events.isEmpty;
  }

  #timeoutError(type: RequestType, timeoutMs: number): Error {
    this.#acknowledge();
    const { loading } = this.#supervisor;
    const why = loading && `: it is still loading ${loading}`;
    const { firstStep, hasRows } = this.#unacked;
    let unacked = "";
    if (firstStep !== undefined) {
      unacked = hasRows
        ? `; the rows from step ${firstStep} on, which it has not acknowledged, are ` +
          (type === "finish" ? "lost" : "in memory")
        : `; the rows of all steps ${this.#inJournal}, and from step ${firstStep} on the pixels ` +
          `and samples of which files are still to be made`;
    }
    if (type === "finish" && this.#hasUnackedOutput()) {
      unacked += "; what the script printed last is not in logs/output.log";
    }
    return new Error(`The writer did not answer "${type}" within ${timeoutMs} ms${why}${unacked}`);
  }
}
