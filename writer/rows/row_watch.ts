/** A row that was published waits for so long at most, unless the thread is busy. */
const LOOK_MS = 20;
/** It waits for so long where no row has come for {@linkcode QUIET_AFTER_MS}. */
const QUIET_LOOK_MS = 50;
const QUIET_AFTER_MS = 2000;

/**
 * Looks for published rows at intervals, so that no log call has to wake the
 * writer's thread.
 */
export class RowWatch {
  readonly #look: () => boolean;
  #lastRowMs = 0;

  /** @param look Reads what there is, and tells whether there was something. */
  constructor(look: () => boolean) {
    this.#look = look;
    this.#turn();
  }

  #turn(): void {
    const nowMs = performance.now();
    if (this.#look()) this.#lastRowMs = nowMs;
    const isQuiet = nowMs - this.#lastRowMs > QUIET_AFTER_MS;
    setTimeout(() => this.#turn(), isQuiet ? QUIET_LOOK_MS : LOOK_MS);
  }
}
