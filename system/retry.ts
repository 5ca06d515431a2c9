import { RunningTime } from "./running_time.ts";
import { sleep, sleepSync } from "./sleep.ts";

/** An attempt that takes longer than this counts as one that took so long. */
const MAX_ATTEMPT_MS = 1000;

/** How something is tried again. */
export interface RetryOptions {
  /** The pause before the next attempt in milliseconds, or what tells it after the n-th, from 1. */
  pauseMs: number | ((attempt: number) => number);
  /** Which share of the pause is added or not, by chance, so that two do not meet each time. */
  jitter?: number;
  /** So many attempts are made, however late it is. Default: 1. */
  leastAttempts?: number;
  /** Which errors are worth another attempt. Default: all. */
  isTemporary?(error: unknown): boolean;
  /** Is told of each error after which it is tried again. */
  onRetry?(error: unknown, attempt: number): void;
}

/**
 * Does something, and does it again until it succeeds.
 *
 * @param deadline By `performance.now()`: no pause begins after it; `Infinity` never gives up. It
 * is put off by the time in which the whole process was stopped.
 * @throws What the last attempt threw.
 */
export async function retryUntil<Result>(
  deadline: number,
  work: (attempt: number) => Result | Promise<Result>,
  options: RetryOptions,
): Promise<Result> {
  const isOver = timeLimit(deadline);
  for (let attempt = 1;; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      await sleep(pauseAfter(error, attempt, isOver, options));
    }
  }
}

/** As {@linkcode retryUntil}, holding up the thread. */
export function retryUntilSync<Result>(
  deadline: number,
  work: (attempt: number) => Result,
  options: RetryOptions,
): Result {
  const isOver = timeLimit(deadline);
  for (let attempt = 1;; attempt++) {
    try {
      return work(attempt);
    } catch (error) {
      sleepSync(pauseAfter(error, attempt, isOver, options));
    }
  }
}

function timeLimit(deadline: number): () => boolean {
  const limitMs = deadline - performance.now();
  const running = new RunningTime(MAX_ATTEMPT_MS);
  return () => running.ms >= limitMs;
}

/** How long to wait after an error, which is thrown where there is no other attempt. */
function pauseAfter(
  error: unknown,
  attempt: number,
  isOver: () => boolean,
  { pauseMs, jitter = 0, leastAttempts = 1, isTemporary, onRetry }: RetryOptions,
): number {
  const isLate = isOver() && attempt >= leastAttempts;
  if (isLate || isTemporary?.(error) === false) throw error;
  onRetry?.(error, attempt);
  const pause = typeof pauseMs === "number" ? pauseMs : pauseMs(attempt);
  return pause * (1 + jitter * Math.random());
}
