import { ApiError } from "./api_error.ts";

/** How long after a failed request the page tries again. */
export const RETRY_MS = 3000;

/** Sends a request and stores the reply. */
export type RefresherTask = (signal: AbortSignal) => Promise<void>;

/**
 * Keeps something from the server up to date: one request at a time, and
 * another one after it if an update was asked for meanwhile. A newer update
 * never cancels a running request, so replies arrive however often there is
 * news.
 */
export class Refresher {
  readonly #task: RefresherTask;
  readonly #onProblem: (problem: string | null) => void;
  readonly #closed = new AbortController();
  #isRunning = false;
  #runAgain = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Does nothing before `update()`.
   *
   * @param onProblem Called after each request with what went wrong; `null` if it succeeded.
   */
  constructor(task: RefresherTask, onProblem: (problem: string | null) => void) {
    this.#task = task;
    this.#onProblem = onProblem;
  }

  /** Sends the request, because there may be something new. Never rejects. */
  async update(): Promise<void> {
    if (this.#isRunning) {
      this.#runAgain = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#isRunning = true;
    do {
      this.#runAgain = false;
      await this.attempt(this.#task);
    } while (this.#runAgain && !this.#closed.signal.aborted);
    this.#isRunning = false;
  }

  /**
   * Runs another task, beside the main one. If it fails, reports the problem and
   * updates after `RETRY_MS`. Never rejects.
   *
   * @param signal Cancels this task.
   */
  async attempt(
    task: RefresherTask,
    signal: AbortSignal = this.#closed.signal,
  ): Promise<void> {
    try {
      await task(signal);
      if (!signal.aborted) this.#onProblem(null);
    } catch (error) {
      // The page itself says that the server is gone, and refreshes everything once it is back.
      if (signal.aborted || (error instanceof ApiError && error.kind === "offline")) return;
      this.#onProblem((error as Error).message);
      this.updateLater();
    }
  }

  /** Updates after `RETRY_MS`. */
  updateLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.update(), RETRY_MS);
  }

  /** Cancels the running request, and sends no more. */
  close(): void {
    this.#closed.abort();
    clearTimeout(this.#timer);
  }
}
