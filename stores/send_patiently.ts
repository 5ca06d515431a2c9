/**
 * How requests to a store are sent again where that may help: with pauses that double, or as long as
 * the server says.
 *
 * @module
 */
import { sleep } from "../system/sleep.ts";
import type { StoreError } from "./store_error.ts";

const MAX_ATTEMPTS = 6;
/** So many of them may take too long, which is half a minute each, or more. */
const MAX_SLOW_ATTEMPTS = 2;
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 20_000;
/** A server that asks for more patience is asked again in the caller's next round. */
const MAX_RETRY_AFTER_MS = 60_000;
/** How long an answer may take, and how much longer per byte that is sent or received: 50 kB a second. */
const TIMEOUT_MS = 30_000;
const TIMEOUT_MS_PER_BYTE = 1 / 50;

/** An attempt that failed. */
export class FailedAttempt {
  /** What went wrong. */
  readonly error: StoreError;
  /** Whether it may go well the next time. */
  readonly isTemporary: boolean;
  /** How long the server wants to be left alone. */
  readonly retryAfterMs?: number;
  /** Whether it was given up because it took too long. */
  readonly isSlow: boolean;

  /** @param how Whether, and when, it is worth another try. */
  constructor(
    error: StoreError,
    how: { isTemporary: boolean; retryAfterMs?: number; isSlow?: boolean },
  ) {
    this.error = error;
    this.isTemporary = how.isTemporary;
    this.retryAfterMs = how.retryAfterMs;
    this.isSlow = how.isSlow ?? false;
  }
}

/**
 * Sends a request until it is answered, six times at most, or until two attempts took too long.
 *
 * @returns The answer, and how many times it was sent: after the first, the server may have done
 * already what it refuses.
 * @throws {StoreError} Of the last attempt.
 */
export async function sendPatiently<Answer>(
  attempt: () => Promise<Answer | FailedAttempt>,
  signal?: AbortSignal,
): Promise<{ answer: Answer; attempts: number }> {
  let slow = 0;
  for (let attempts = 1;; attempts++) {
    signal?.throwIfAborted();
    const answer = await attempt();
    if (!(answer instanceof FailedAttempt)) return { answer, attempts };
    if (answer.isSlow) slow++;
    if (!answer.isTemporary || attempts >= MAX_ATTEMPTS || slow >= MAX_SLOW_ATTEMPTS) {
      throw answer.error;
    }
    const doubled = Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), MAX_PAUSE_MS);
    const pauseMs = answer.retryAfterMs ?? doubled * (0.5 + Math.random());
    if (pauseMs > MAX_RETRY_AFTER_MS) throw answer.error;
    await sleep(pauseMs, signal);
  }
}

/** How long an answer may take when so many bytes are sent or received, in milliseconds. */
export function timeoutFor(bytes: number): number {
  return TIMEOUT_MS + transferMs(bytes);
}

/** How long so many bytes take at most to be sent or received, in milliseconds. */
export function transferMs(bytes: number): number {
  return bytes * TIMEOUT_MS_PER_BYTE;
}

/** Seconds, or a date; `undefined` where it is neither. */
export function parseRetryAfter(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
