/** `Date.now()` of this thread stands still, and goes on by what a test adds: no machine is too slow for it. */
export class StoppedClock implements Disposable {
  /** What `Date.now()` gives. */
  ms: number = Date.now();
  readonly #now = Date.now;

  constructor() {
    Date.now = () => this.ms;
  }

  /** The clock goes on; what was made meanwhile may keep the one that stands still. */
  [Symbol.dispose](): void {
    Date.now = this.#now;
  }
}
