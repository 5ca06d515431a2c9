import {
  clearImmediate,
  clearInterval,
  clearTimeout,
  setImmediate,
  setInterval,
  setTimeout,
} from "node:timers";

/** A timer that runs, and for which no process stays alive. */
export interface Timer {
  /** Stops it. Safe to call twice, and after it has run. */
  stop(): void;
}

/** Does something after so many milliseconds, if the process is still there. */
export function startTimeout(action: () => void, ms: number): Timer {
  const timer = setTimeout(action, ms);
  timer.unref();
  return { stop: () => clearTimeout(timer) };
}

/** Does something every so many milliseconds, as long as the process is there. */
export function startInterval(action: () => void, ms: number): Timer {
  const timer = setInterval(action, ms);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/**
 * Does something when the event loop has turned: after what follows from the event in hand without
 * waiting for another one, an error that ends the script included.
 */
export function startNextTurn(action: () => void): Timer {
  const immediate = setImmediate(action);
  immediate.unref();
  return { stop: () => clearImmediate(immediate) };
}
