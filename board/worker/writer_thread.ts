import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  SHARE_ENV,
  Worker,
} from "node:worker_threads";
import {
  type FromWriter,
  type Reply,
  type ToWriter,
  type WriterOptions,
} from "../../writer/protocol.ts";
import { SharedState } from "../../writer/shared_state.ts";

/** What a {@linkcode WriterThread} tells of. */
export interface ThreadEvents {
  /** An answer, or a problem, came over the event loop. */
  onMessage(message: FromWriter): void;
  /** The thread has ended, or could not start. */
  onEnd(error: Error): void;
}

/** One worker with a writer in it, and the memory shared with it. */
export class WriterThread {
  /** The memory that both sides see. */
  readonly shared = new SharedState();
  readonly #worker: Worker;
  readonly #syncPort: MessagePort;
  #beat = 0;
  #lastLook = performance.now();
  #silentMs = 0;

  /** Starts the worker. */
  constructor(options: Omit<WriterOptions, "shared">, events: ThreadEvents) {
    const { port1, port2 } = new MessageChannel();
    this.#syncPort = port1;
    const data: { options: WriterOptions; syncPort: MessagePort } = {
      options: { ...options, shared: this.shared.buffer },
      syncPort: port2,
    };
    this.#worker = new Worker(workerUrl(), {
      workerData: data,
      transferList: [port2],
      env: SHARE_ENV, // A copy, the default, would need --allow-env.
    });
    // It must not keep the script from ending; the exit hooks wait for it.
    this.#worker.unref();
    this.#worker.on("message", events.onMessage);
    this.#worker.on("error", events.onEnd);
    this.#worker.on("exit", () => events.onEnd(new Error("the worker ended")));
  }

  /** Sends a message; what it holds is copied. */
  send(message: ToWriter): void {
    this.#worker.postMessage(message);
  }

  /** The next answer to one who blocks. */
  receiveSync(): Reply | undefined {
    return receiveMessageOnPort(this.#syncPort)?.message;
  }

  /** Whether the process stays alive for it. */
  keepAlive(alive: boolean): void {
    if (alive) this.#worker.ref();
    else this.#worker.unref();
  }

  /**
   * For how long the worker's loop has not turned, in milliseconds. Counted in
   * steps of at most `stepMs`, so that a process that was stopped as a whole
   * does not take its worker for dead.
   */
  silentMs(stepMs: number): number {
    const now = performance.now();
    const { heartbeat } = this.shared;
    this.#silentMs = heartbeat === this.#beat
      ? this.#silentMs + Math.min(now - this.#lastLook, stepMs)
      : 0;
    this.#beat = heartbeat;
    this.#lastLook = now;
    return this.#silentMs;
  }

  /** Whether the worker's loop has ever turned. */
  get started(): boolean {
    return this.#beat > 0;
  }

  /** Ends the worker, whatever it is doing. */
  terminate(): void {
    this.#worker.removeAllListeners();
    this.#worker.on("error", () => {}); // What it says in its end is known.
    this.#worker.terminate();
    this.#syncPort.close();
  }
}

/** Node's workers take no `https:` address, so a module that came from one is imported by a stub. */
function workerUrl(): URL {
  const url = new URL("../../writer/worker.ts", import.meta.url);
  if (url.protocol === "file:") return url;
  return new URL(`data:text/javascript,import ${encodeURIComponent(JSON.stringify(url.href))}`);
}
