/**
 * Counts the time in which the process ran. While it is stopped as a whole, by
 * SIGSTOP, Ctrl+Z, a batch system or a lid that is closed, clocks go on and no
 * work does: a time limit that counted this would be over the moment it goes on.
 *
 * It must be looked at often: of the time between two looks it counts `maxStepMs` at most.
 */
export class RunningTime {
  readonly #maxStepMs: number;
  #last = performance.now();
  #ms = 0;

  /** @param maxStepMs How much counts between two looks, in milliseconds. */
  constructor(maxStepMs: number) {
    this.#maxStepMs = maxStepMs;
  }

  /** How long the process ran since this was made, in milliseconds. */
  get ms(): number {
    const now = performance.now();
    this.#ms += Math.min(now - this.#last, this.#maxStepMs);
    this.#last = now;
    return this.#ms;
  }

  /** Begins anew, from 0. */
  restart(): void {
    this.#ms = 0;
    this.#last = performance.now();
  }
}
