import { RunningTime } from "../../system/running_time.ts";
import { CHECK_INTERVAL_MS, MAX_STEP_MS } from "./check_interval.ts";
import type { Supervisor } from "./supervisor.ts";

/**
 * Blocks the thread until a condition holds, the time is over, or there is no
 * writer any more.
 *
 * No timer runs meanwhile, the supervisor's included. So the writer is checked
 * from here: one that died or hangs is replaced.
 *
 * The time in which the whole process is stopped does not count.
 *
 * @param condition Asked again each time the writer signals, and every {@linkcode CHECK_INTERVAL_MS}.
 */
export function waitForWriter(
  supervisor: Supervisor,
  condition: () => boolean,
  timeoutMs = Infinity,
): void {
  const running = new RunningTime(MAX_STEP_MS);
  for (;;) {
    const { shared } = supervisor.thread;
    // Read before the condition, so that no signal in between is missed.
    const { signalCount } = shared;
    if (condition() || supervisor.ended) return;
    const remainingMs = timeoutMs - running.ms;
    if (remainingMs <= 0) return;
    shared.wait(signalCount, Math.min(remainingMs, CHECK_INTERVAL_MS));
    supervisor.check();
  }
}
