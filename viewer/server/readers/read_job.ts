import { RequestError } from "../http/request_error.ts";
import type { ReadTask } from "./board_tasks.ts";
import type { ReaderProcess } from "./reader_process.ts";

/** Something that is to be read of a board, by some process. It is answered once. */
export class ReadJob {
  readonly id: string;
  /** `undefined` to close the board. */
  readonly task?: ReadTask;
  /** Since when it waits, by `performance.now()`. */
  readonly waitsSince = performance.now();
  /** How often it had to make room for others. */
  rounds = 0;
  /** Why the files of a run that was cut off are left out. Default: they are read. */
  filesProblem?: string;
  /** The process that runs it. */
  process?: ReaderProcess;
  readonly #settled = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  #isSettled = false;
  #stopListening = () => {};

  /**
   * A job that waits.
   *
   * @param onCancel Called when the signal is aborted before it is answered.
   */
  constructor(id: string, task?: ReadTask, signal?: AbortSignal, onCancel: () => void = () => {}) {
    this.id = id;
    this.task = task;
    if (signal === undefined) return;
    const onAbort = () => {
      this.reject(new RequestError("cancelled", "The request was cancelled"));
      onCancel();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    this.#stopListening = () => signal.removeEventListener("abort", onAbort);
  }

  /** The answer. */
  get answer(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#settled.promise;
  }

  /** Whether it was answered, or cancelled. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Whether nobody waits for it but the list of boards, which shows others meanwhile. */
  get isBackground(): boolean {
    return this.task?.kind === "details" && this.task.isAsked !== true;
  }

  /** For how long it has been running, in milliseconds of running time; 0 while it waits. */
  get runningMs(): number {
    return this.process?.taskMs ?? 0;
  }

  /** Whether it had to make room for others before. */
  get isRepeat(): boolean {
    return this.rounds > 0;
  }

  /** Answers it. */
  resolve(reply: Uint8Array<ArrayBuffer>): void {
    this.#settle();
    this.#settled.resolve(reply);
  }

  /** Says why it has no answer. */
  reject(error: unknown): void {
    this.#settle();
    this.#settled.reject(error);
  }

  #settle(): void {
    this.#isSettled = true;
    this.#stopListening();
  }
}
