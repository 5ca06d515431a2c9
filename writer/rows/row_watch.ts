/** A row that was published waits for so long at most, unless the thread is busy. */
const LOOK_MS = 20;
/** It waits for so long where no row has come for {@linkcode QUIET_AFTER_MS}. */
const QUIET_LOOK_MS = 50;
const QUIET_AFTER_MS = 2000;
/** Where no row has come for so long, and nothing is to be done, the thread sleeps until it is woken. */
const SLEEP_AFTER_MS = 5000;

/** What a {@linkcode RowWatch} works with. */
export interface RowWatchEvents {
  /** Reads what there is, and tells whether there was something. */
  look(): boolean;
  /** Whether nothing is under way. */
  isIdle(): boolean;
  /** The board has to wake this thread from now on where it logs something, or need not any more. */
  onSleep(isAsleep: boolean): void;
}

/** The time, and what passes it; tests replace it. */
export interface WatchClock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Does something after so many milliseconds. */
  startTimer(action: () => void, ms: number): void;
}

const CLOCK: WatchClock = {
  now: () => performance.now(),
  startTimer: (action, ms) => void setTimeout(action, ms),
};

/**
 * Looks for published rows at intervals, so that no log call has to wake the
 * writer's thread. Of a board on which nothing is logged for long it looks no more.
 */
export class RowWatch {
  readonly #events: RowWatchEvents;
  readonly #clock: WatchClock;
  #lastRowMs: number;
  /** Whether the board knows that this thread sleeps, or is about to. */
  #isDrowsy = false;
  #isTimerRunning = false;

  /** Looks at once, and again and again. */
  constructor(events: RowWatchEvents, clock: WatchClock = CLOCK) {
    this.#events = events;
    this.#clock = clock;
    this.#lastRowMs = clock.now();
    this.#turn();
  }

  /** Looks for rows again, where it has not lately: a message has come. */
  wake(): void {
    if (!this.#isDrowsy) return;
    this.#stayAwake();
    if (!this.#isTimerRunning) this.#turn();
  }

  #turn(): void {
    this.#isTimerRunning = false;
    const { look, isIdle, onSleep } = this.#events;
    const nowMs = this.#clock.now();
    if (look()) this.#stayAwake();
    const quietMs = nowMs - this.#lastRowMs;
    // A row that was published before the board could know of it is found by the look after that.
    if (this.#isDrowsy) return;
    if (quietMs > SLEEP_AFTER_MS && isIdle()) {
      this.#isDrowsy = true;
      onSleep(true);
    }
    const pauseMs = quietMs > QUIET_AFTER_MS ? QUIET_LOOK_MS : LOOK_MS;
    this.#isTimerRunning = true;
    this.#clock.startTimer(() => this.#turn(), pauseMs);
  }

  #stayAwake(): void {
    this.#lastRowMs = this.#clock.now();
    if (!this.#isDrowsy) return;
    this.#isDrowsy = false;
    this.#events.onSleep(false);
  }
}
