/**
 * When rows are committed automatically: when a replay of the journal into the backend's files
 * begins that no `flush()` or `finish()` has asked for.
 *
 * The rule:
 *
 * 1. A row that comes while no timer runs starts one, of `flushIntervalMs`. When it ends, a commit
 *    is due.
 * 2. A commit costs time on the writer's thread, by what the backend does per commit: a wide
 *    DuckDB table takes a second. So the pause is at least nine times as long as the last commit
 *    took: commits take at most a tenth of the thread's time ({@linkcode MAX_COMMIT_SHARE}).
 * 3. Where {@linkcode CATCH_UP_ROWS} or more rows have come since the last commit began, the
 *    pause is twice as long as that commit took, whatever `flushIntervalMs` says: a fast run
 *    would leave all of its rows to `finish()` otherwise. Commits take a third of the time then.
 *    Backends compress that many rows together, so fewer rows per commit would be written twice.
 * 4. A timer that runs is left alone, but for one case: when rule 3 begins to hold, a shorter
 *    timer takes its place.
 * 5. After a commit that failed, the rows count as none for rule 3: the next attempt waits for the
 *    whole pause, however many rows there are.
 *
 * @module
 */

/** Automatic commits take at most this share of the writer's time. */
const MAX_COMMIT_SHARE = 0.1;
/** So many rows are committed before the interval ends. */
const CATCH_UP_ROWS = 128 * 1024;

/** Starts a timer, and returns what stops it. */
export type StartTimer = (action: () => void, ms: number) => () => void;

/** Decides when automatic commits begin. It knows neither the journal nor the backend. */
export class CommitSchedule {
  readonly #flushIntervalMs: number;
  readonly #onDue: () => void;
  readonly #startTimer: StartTimer;
  #stopTimer?: () => void;
  /** Whether the timer that runs is one of rule 3. */
  #isCatchingUp = false;
  #lastCommitMs = 0;
  /** How many rows have come since the last commit began. */
  #newRowCount = 0;

  /**
   * Starts no timer yet.
   *
   * @param flushIntervalMs How long rows wait for their commit, in milliseconds.
   * @param onDue Is called each time that a commit is due.
   * @param startTimer Replaces `setTimeout()` in tests.
   */
  constructor(
    flushIntervalMs: number,
    onDue: () => void,
    startTimer: StartTimer = startTimeout,
  ) {
    this.#flushIntervalMs = flushIntervalMs;
    this.#onDue = onDue;
    this.#startTimer = startTimer;
  }

  /** Whether a commit will be due, also if no more rows come. */
  get isWaiting(): boolean {
    return this.#stopTimer !== undefined;
  }

  /** Rows have come that are to be committed. */
  addRows(rowCount: number): void {
    this.#newRowCount += rowCount;
    this.#start();
  }

  /** A commit begins, of all rows so far. */
  commitBegins(): void {
    this.#newRowCount = 0;
  }

  /** A commit has succeeded, and took so long. */
  commitTook(ms: number): void {
    this.#lastCommitMs = ms;
  }

  /** A commit that was due has failed. */
  retry(): void {
    this.#newRowCount = 0;
    this.#start();
  }

  /** Stops the timer: nothing is due until more rows come. */
  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  #start(): void {
    const isCatchingUp = this.#newRowCount >= CATCH_UP_ROWS;
    const isRunning = this.#stopTimer !== undefined;
    if (isRunning && (this.#isCatchingUp || !isCatchingUp)) return;
    this.stop();
    this.#isCatchingUp = isCatchingUp;
    this.#stopTimer = this.#startTimer(() => {
      this.#stopTimer = undefined;
      this.#onDue();
    }, this.#pauseMs(isCatchingUp));
  }

  #pauseMs(isCatchingUp: boolean): number {
    if (isCatchingUp) return 2 * this.#lastCommitMs;
    return Math.max(this.#flushIntervalMs, this.#lastCommitMs * (1 / MAX_COMMIT_SHARE - 1));
  }
}

function startTimeout(action: () => void, ms: number): () => void {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
}
