import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  SHARE_ENV,
  Worker,
} from "node:worker_threads";
import type { Block } from "../writer/block.ts";
import {
  type FromWriter,
  type Reply,
  type RequestType,
  SharedState,
  type ToWriter,
  type WriterOptions,
} from "../writer/protocol.ts";

/** A blocked board looks this often whether its writer is still there. */
const LOOK_MS = 100;

interface Pending {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/**
 * The board's end of the protocol: starts the writer's worker, posts blocks,
 * asks and waits.
 */
export class WriterLink {
  readonly #worker: Worker;
  readonly #shared = new SharedState();
  readonly #syncPort: MessagePort;
  readonly #maxQueueBytes: number;
  readonly #pending = new Map<number, Pending>();
  #postedBytes = 0;
  #lastId = 0;
  #gone?: Error;

  /**
   * @param options What the writer works on.
   * @param maxQueueBytes How much may be under way before {@linkcode post} blocks.
   * @param onProblem Is told what the user must hear of.
   */
  constructor(
    options: Omit<WriterOptions, "shared">,
    maxQueueBytes: number,
    onProblem: (message: string) => void,
  ) {
    this.#maxQueueBytes = maxQueueBytes;
    const { port1, port2 } = new MessageChannel();
    this.#syncPort = port1;
    const data: { options: WriterOptions; syncPort: MessagePort } = {
      options: { ...options, shared: this.#shared.buffer },
      syncPort: port2,
    };
    this.#worker = new Worker(workerUrl(), {
      workerData: data,
      transferList: [port2],
      env: SHARE_ENV, // A copy, the default, would need --allow-env.
    });
    // It must not keep the script from ending; the exit hooks wait for it.
    this.#worker.unref();
    this.#worker.on("message", (message: FromWriter) => {
      if (message.type === "problem") onProblem(message.message);
      else this.#settle(message);
    });
    this.#worker.on("error", (error: Error) => this.#end(error));
    this.#worker.on("exit", () => this.#end(new Error("The writer's worker has ended")));
  }

  /** The number of a signal that the process was sent and this thread may not have seen, or 0. */
  get systemSignal(): number {
    return this.#shared.systemSignal;
  }

  /** Tells the writer whether the script has handlers of its own for signals. */
  set scriptHandlesSignals(value: boolean) {
    this.#shared.scriptHandlesSignals = value;
  }

  /** Sends rows; blocks while more than the bound is under way. */
  post(block: Block, transfer: ArrayBuffer[], byteCount: number): void {
    if (this.#shared.gone) return;
    this.#postedBytes += byteCount;
    this.#send({ type: "block", block, byteCount }, transfer);
    this.#waitUntil(() => this.#postedBytes - this.#shared.takenBytes <= this.#maxQueueBytes);
  }

  /** Sends lines that the script printed. */
  postOutput(lines: string): void {
    if (!this.#shared.gone) this.#send({ type: "output", lines });
  }

  /** Asks the writer, and resolves with its answer. Keeps the process alive meanwhile. */
  request(type: RequestType, timeoutMs: number): Promise<Reply> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const timer = setTimeout(
      () => this.#settle({ type: "failed", id, error: timeoutError(type, timeoutMs) }),
      timeoutMs,
    );
    this.#pending.set(id, { resolve, reject });
    this.#worker.ref();
    this.#send({ type, id, reply: "async" });
    return promise.finally(() => {
      clearTimeout(timer);
      if (this.#pending.size === 0) this.#worker.unref();
    });
  }

  /** Asks the writer, and blocks until it has answered. */
  requestSync(type: RequestType, timeoutMs: number): Reply {
    if (this.#gone !== undefined) throw this.#gone;
    const id = ++this.#lastId;
    this.#send({ type, id, reply: "sync" });
    let reply: Reply | undefined;
    const answered = this.#waitUntil(() => {
      const received = receiveMessageOnPort(this.#syncPort)?.message as Reply | undefined;
      // The answer to a request that was given up may come late.
      if (received?.id === id) reply = received;
      return reply !== undefined;
    }, timeoutMs);
    if (reply === undefined) {
      throw answered ? new Error("The writer's worker has ended") : timeoutError(type, timeoutMs);
    }
    if (reply.type === "failed") throw reply.error;
    return reply;
  }

  /** Ends the worker. */
  stop(): void {
    this.#worker.terminate();
    this.#syncPort.close();
  }

  #send(message: ToWriter, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.type === "failed") pending?.reject(reply.error);
    else pending?.resolve(reply);
  }

  #end(error: Error): void {
    this.#gone ??= error;
    this.#shared.markGone();
    for (const { reject } of this.#pending.values()) reject(this.#gone);
    this.#pending.clear();
  }

  /** Blocks until something holds or the writer is gone: true; false at the timeout. */
  #waitUntil(condition: () => boolean, timeoutMs = Infinity): boolean {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const signalCount = this.#shared.signalCount;
      if (condition() || this.#shared.gone) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      this.#shared.wait(signalCount, Math.min(left, LOOK_MS));
    }
  }
}

/** Node's workers take no `https:` address, so a module that came from one is imported by a stub. */
function workerUrl(): URL {
  const url = new URL("../writer/worker.ts", import.meta.url);
  if (url.protocol === "file:") return url;
  return new URL(`data:text/javascript,import ${encodeURIComponent(JSON.stringify(url.href))}`);
}

function timeoutError(type: RequestType, timeoutMs: number): Error {
  return new Error(`The writer did not answer "${type}" within ${timeoutMs} ms`);
}
