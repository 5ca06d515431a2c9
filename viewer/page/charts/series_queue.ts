import type { Series, SeriesRequest } from "../../server/api.ts";
import { api } from "../api_client.ts";

/** What the server takes at once. */
const MOST_REQUESTS = 500;
/**
 * How many questions are on their way at once. The server has only so many
 * processors: with more of them every chart would wait for all others.
 */
const MOST_AT_ONCE = 2;

interface Waiting {
  isFirst: () => boolean;
  start: () => void;
}

const waiting: Waiting[] = [];
let running = 0;

/**
 * Asks for series when it is its turn.
 *
 * @param isFirst Whether it goes before all others: somebody points at this chart.
 * @throws {ApiError} Where the answer is no success.
 * @throws {DOMException} `AbortError` after `signal` was aborted.
 */
export async function askForSeries(
  requests: SeriesRequest[],
  signal: AbortSignal,
  isFirst: () => boolean,
): Promise<Series[]> {
  await turn(signal, isFirst);
  try {
    const replies = [];
    for (let i = 0; i < requests.length; i += MOST_REQUESTS) {
      replies.push(...await api.series(requests.slice(i, i + MOST_REQUESTS), signal));
    }
    return replies;
  } finally {
    running--;
    next();
  }
}

function turn(signal: AbortSignal, isFirst: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const giveUp = () => {
      waiting.splice(waiting.indexOf(entry), 1);
      reject(signal.reason);
    };
    const entry: Waiting = {
      isFirst,
      start: () => {
        signal.removeEventListener("abort", giveUp);
        running++;
        resolve();
      },
    };
    signal.addEventListener("abort", giveUp, { once: true });
    waiting.push(entry);
    // All charts of this turn are heard before one of them is chosen.
    queueMicrotask(next);
  });
}

function next(): void {
  while (running < MOST_AT_ONCE && waiting.length > 0) {
    const first = Math.max(0, waiting.findIndex(({ isFirst }) => isFirst()));
    waiting.splice(first, 1)[0].start();
  }
}
