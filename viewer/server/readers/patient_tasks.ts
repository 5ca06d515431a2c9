import { startTimeout } from "../../../system/timer.ts";
import { RequestError } from "../http/request_error.ts";
import type { BoardTasks, ReadTask } from "./board_tasks.ts";

/** So long a task may hold up the others of its request. */
const PATIENCE_MS = 8000;
/** How long a reply that came too late waits to be asked for again. */
const KEPT_MS = 60_000;
const MAX_LATE = 16;

type Reply = Uint8Array<ArrayBuffer>;

/**
 * Tasks of which one request has many, for many boards, whose replies are sent
 * together: one that takes long is not waited for. It is `busy`, and whoever
 * asks for the same a little later gets the reply that has come meanwhile.
 */
export class PatientTasks implements BoardTasks {
  readonly #tasks: BoardTasks;
  readonly #patienceMs: number;
  readonly #late = new Map<string, Promise<Reply>>();

  /**
   * Runs tasks as others do, and waits for none too long.
   *
   * @param patienceMs How long, in milliseconds.
   */
  constructor(tasks: BoardTasks, patienceMs: number = PATIENCE_MS) {
    this.#tasks = tasks;
    this.#patienceMs = patienceMs;
  }

  /** @throws {RequestError} `busy` if it takes long; others as {@linkcode BoardTasks} says. */
  async run(id: string, task: ReadTask, signal?: AbortSignal): Promise<Reply> {
    const key = JSON.stringify([id, task]);
    const stop = new AbortController();
    const onAbort = () => stop.abort();
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    const reply = this.#late.get(key) ?? this.#tasks.run(id, task, stop.signal);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), this.#patienceMs);
      stop.signal.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    try {
      const first = await Promise.race([reply, late]);
      if (first !== undefined) {
        this.#late.delete(key);
        return first;
      }
    } catch (error) {
      this.#late.delete(key);
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
    if (stop.signal.aborted) {
      reply.catch(() => {});
      throw new RequestError("cancelled", "The request was cancelled");
    }
    if (!this.#keep(key, reply)) stop.abort();
    throw new RequestError("busy", `Reading "${id}" takes long: what was asked for follows later`);
  }

  /** As {@linkcode BoardTasks} says. */
  drop(id: string): Promise<void> {
    return this.#tasks.drop(id);
  }

  /** As {@linkcode BoardTasks} says. */
  close(): Promise<void> {
    return this.#tasks.close();
  }

  #keep(key: string, reply: Promise<Reply>): boolean {
    if (this.#late.get(key) === reply) return true;
    reply.catch(() => {});
    if (this.#late.size >= MAX_LATE) return false;
    this.#late.set(key, reply);
    const forget = () => {
      startTimeout(() => {
        if (this.#late.get(key) === reply) this.#late.delete(key);
      }, KEPT_MS);
    };
    reply.then(forget, forget);
    return true;
  }
}
