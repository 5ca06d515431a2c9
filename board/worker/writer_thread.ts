import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  SHARE_ENV,
  Worker,
} from "node:worker_threads";
import { ThreadEffort } from "../../system/thread_effort.ts";
import type {
  FromWriter,
  Reply,
  ToWriter,
  WriterOptions,
  WriterStart,
} from "../../writer/protocol.ts";
import { SharedState } from "../../writer/shared_state.ts";
import { MAX_STEP_MS } from "./check_interval.ts";
import { SpareWorker } from "./spare_worker.ts";
import { WriterModule } from "./writer_module.ts";

/** The events of a {@linkcode WriterThread}. */
export interface ThreadEvents {
  /** A reply or a problem came over the event loop. */
  onMessage(message: FromWriter): void;
  /** The thread has ended, or could not start. */
  onEnd(error: Error): void;
}

// Never called. By this Deno has the writer's modules when it has those of mod.ts: over HTTP, too,
// the journal needs no download once the script runs.
void (() => import("../../writer/worker.ts"));

const spareWorker = new SpareWorker();

/** One worker thread with a writer in it, and the memory shared with it. */
export class WriterThread {
  /** The memory that both threads see. */
  readonly shared = new SharedState();
  readonly #worker: Worker;
  readonly #syncPort: MessagePort;
  #lastHeartbeat = 0;
  readonly #silence = new ThreadEffort(MAX_STEP_MS);

  /** Starts a thread for the first board ahead of it. */
  static prepare(): void {
    spareWorker.start();
  }

  /** Starts the thread, or takes the one that is {@linkcode prepare}d. */
  constructor(
    options: Omit<WriterOptions, "shared">,
    events: ThreadEvents,
    workerUrl?: URL,
  ) {
    const { port1, port2 } = new MessageChannel();
    this.#syncPort = port1;
    const start: WriterStart = {
      options: { ...options, shared: this.shared.buffer },
      syncPort: port2,
    };
    const spare = workerUrl === undefined ? spareWorker.take() : undefined;
    this.#worker = spare ?? new Worker(workerUrl ?? new WriterModule().workerUrl, {
      workerData: start,
      transferList: [port2],
      env: SHARE_ENV, // A copy, the default, would need --allow-env.
    });
    spare?.postMessage(start, [port2]);
    // The thread must not keep the script from ending; the exit hooks wait for it.
    this.#worker.unref();
    this.#worker.on("message", events.onMessage);
    this.#worker.on("error", events.onEnd);
    this.#worker.on("exit", () => events.onEnd(new Error("the worker ended")));
  }

  /** Sends a copy of a message; shared memory in it is not copied. */
  send(message: ToWriter): void {
    if (this.shared.isAsleep) this.shared.isAsleep = false; // From here on it may hang.
    this.#worker.postMessage(message);
  }

  /** The next reply to a request with `reply: "sync"`, without waiting; `undefined` if there is none yet. */
  receiveSync(): Reply | undefined {
    return receiveMessageOnPort(this.#syncPort)?.message;
  }

  /** Sets whether the process stays alive for this thread. */
  keepAlive(alive: boolean): void {
    if (alive) this.#worker.ref();
    else this.#worker.unref();
  }

  /**
   * How long the thread's event loop has not turned although nothing kept it from going on, in
   * milliseconds, as far as repeated calls have seen it. Time without a processor does not count.
   */
  silentMs(): number {
    const { heartbeat, threadId } = this.shared;
    if (heartbeat === this.#lastHeartbeat) return this.#silence.measure(threadId);
    this.#lastHeartbeat = heartbeat;
    this.#silence.restart();
    return 0;
  }

  /** Whether the last {@linkcode silentMs} has seen the thread's event loop turn, then or before. */
  get started(): boolean {
    return this.#lastHeartbeat > 0;
  }

  /** Ends the thread, whatever it is doing. */
  terminate(): void {
    this.#worker.removeAllListeners();
    this.#worker.on("error", () => {}); // Without a listener a last error would end the script.
    this.#worker.terminate();
    this.#syncPort.close();
  }
}
