import type { Series, SeriesRequest } from "../../server/api.ts";
import { api } from "../api_client.ts";

/** How many requests the server takes at once. */
export const MOST_REQUESTS = 500;
/**
 * How many questions are on their way at once. The server has only so many
 * processors: with more of them every chart would wait for all others.
 */
const MOST_AT_ONCE = 2;
/** The server keeps so many boards open. Of more, it is asked for all metrics of each at a time. */
const FEW_BOARDS = 8;

interface Waiting {
  requests: SeriesRequest[];
  signal: AbortSignal;
  isFirst: () => boolean;
  resolve: (series: Series[]) => void;
  reject: (error: unknown) => void;
  /** Called when it was given up while it is on its way. */
  givenUp?: () => unknown;
}

const waiting: Waiting[] = [];
let running = 0;

/**
 * Asks for the series of a chart when it is its turn.
 *
 * @param requests At most 500, in whose order they are answered.
 * @param isFirst Whether it goes before all others: somebody points at this chart.
 * @throws {ApiError} Where the answer is no success.
 * @throws {DOMException} `AbortError` after `signal` was aborted.
 */
export function askForSeries(
  requests: SeriesRequest[],
  signal: AbortSignal,
  isFirst: () => boolean,
): Promise<Series[]> {
  let giveUp: () => void;
  const answer = new Promise<Series[]>((resolve, reject) => {
    const entry: Waiting = { requests, signal, isFirst, resolve, reject };
    giveUp = () => {
      const at = waiting.indexOf(entry);
      if (at >= 0) waiting.splice(at, 1);
      reject(signal.reason);
      entry.givenUp?.();
    };
    if (signal.aborted) return giveUp();
    signal.addEventListener("abort", giveUp);
    waiting.push(entry);
    // All charts of this turn are heard before one of them is chosen.
    queueMicrotask(next);
  });
  // The signal of a chart lives as long as the chart, through thousands of questions.
  return answer.finally(() => signal.removeEventListener("abort", giveUp));
}

function next(): void {
  while (running < MOST_AT_ONCE && waiting.length > 0) {
    const first = Math.max(0, waiting.findIndex(({ isFirst }) => isFirst()));
    const batch = waiting.splice(first, 1);
    let total = batch[0].requests.length;
    // One chart goes alone, so that there is one soon; then the others together.
    const merges = running > 0 && total > FEW_BOARDS;
    while (merges && waiting.length > 0 && total + waiting[0].requests.length <= MOST_REQUESTS) {
      total += waiting[0].requests.length;
      batch.push(waiting.shift()!);
    }
    running++;
    send(batch).finally(() => {
      running--;
      next();
    });
  }
}

async function send(batch: Waiting[]): Promise<void> {
  const abort = new AbortController();
  for (const entry of batch) {
    entry.givenUp = () => batch.every(({ signal }) => signal.aborted) && abort.abort();
  }
  const asked = batch.flatMap(({ requests }, chart) =>
    requests.map((request, place) => ({ request, chart, place }))
  );
  asked.sort((a, b) =>
    Number(a.request.board > b.request.board) - Number(a.request.board < b.request.board)
  );
  try {
    const replies: Series[][] = batch.map(() => []);
    const series = await api.series(asked.map(({ request }) => request), abort.signal);
    series.forEach((one, i) => replies[asked[i].chart][asked[i].place] = one);
    batch.forEach(({ resolve }, chart) => resolve(replies[chart]));
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
