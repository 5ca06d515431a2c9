import { ApiError } from "./api_error.ts";

/** How long after a failure it is tried again. */
const RETRY_MS = 3000;

/**
 * Asks the server again whenever there may be something new: one question at a
 * time, and once more where there was something new meanwhile. None is given
 * up for a newer one, so that an answer comes however often there is news.
 */
export class Refresher {
  readonly #ask: (signal: AbortSignal) => Promise<void>;
  readonly #onProblem: (problem: string | null) => void;
  readonly #closed = new AbortController();
  #asking = false;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Asks nothing before `update()`.
   *
   * @param ask Asks, and takes in the answer.
   * @param onProblem Called after each question with what went wrong, `null` where nothing did.
   */
  constructor(
    ask: (signal: AbortSignal) => Promise<void>,
    onProblem: (problem: string | null) => void,
  ) {
    this.#ask = ask;
    this.#onProblem = onProblem;
  }

  /** There may be something new. Never rejects. */
  async update(): Promise<void> {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#asking = true;
    do {
      this.#again = false;
      await this.attempt(this.#ask);
    } while (this.#again && !this.#closed.signal.aborted);
    this.#asking = false;
  }

  /**
   * Asks for something besides. What goes wrong is told, and all is asked again
   * in a while. Never rejects.
   *
   * @param signal Gives up this one.
   */
  async attempt(
    ask: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal = this.#closed.signal,
  ): Promise<void> {
    try {
      await ask(signal);
      if (!signal.aborted) this.#onProblem(null);
    } catch (error) {
      // A server that is gone is said by the page, which asks again when it is back.
      if (signal.aborted || (error instanceof ApiError && error.kind === "offline")) return;
      this.#onProblem((error as Error).message);
      this.updateLater();
    }
  }

  /** Asks again in a while. */
  updateLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.update(), RETRY_MS);
  }

  /** Gives up what is asked. */
  close(): void {
    this.#closed.abort();
    clearTimeout(this.#timer);
  }
}
