import { ThreadEffort } from "../../system/thread_effort.ts";
import { MAX_STEP_MS } from "./check_interval.ts";
import type { Supervisor } from "./supervisor.ts";
import type { WriterThread } from "./writer_thread.ts";

/** So long a writer may take nothing that works. */
const WORKING_MS = 500;
/** So long one may take nothing that replaces one that hung: it has to start first. */
const STARTING_MS = 5000;

/**
 * What the writer has after the time for the end is over, if rows are not in the journal or printed
 * lines not in `output.log`: they would be lost with its thread. A writer that hangs is replaced by
 * one that writes these alone.
 *
 * As long as a writer takes something it goes on. And only time counts in which its thread could go
 * on, see {@linkcode ThreadEffort}: on a busy machine a thread may take seconds to start.
 */
export class LastChance {
  readonly #supervisor: Supervisor;
  readonly #describeUnacked: () => string;
  #unacked = "";
  #thread?: WriterThread;
  #limitMs = WORKING_MS;
  #effort = new ThreadEffort(MAX_STEP_MS);

  /**
   * @param supervisor Replaces the writer where it hangs.
   * @param describeUnacked Tells how much is left; "" where nothing is. Anything else is progress.
   */
  constructor(supervisor: Supervisor, describeUnacked: () => string) {
    this.#supervisor = supervisor;
    this.#describeUnacked = describeUnacked;
  }

  /** Whether there is nothing to wait for any more. To be asked often. */
  isOver(): boolean {
    const unacked = this.#describeUnacked();
    if (unacked === "" || this.#supervisor.ended) return true;
    this.#supervisor.check();
    if (this.#supervisor.rescue()) this.#limitMs = STARTING_MS;
    const { thread } = this.#supervisor;
    if (unacked !== this.#unacked || thread !== this.#thread) this.#effort.restart();
    this.#unacked = unacked;
    this.#thread = thread;
    return this.#effort.measure(thread.shared.threadId) >= this.#limitMs;
  }
}
