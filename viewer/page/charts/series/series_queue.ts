import type { Series, SeriesRequest } from "../../../protocol/api.ts";
import { api } from "../../state/api_client.ts";

/** How many requests the server takes at once. */
export const MAX_REQUESTS = 500;
/** The server keeps so many boards open. Of more, it is asked for all metrics of each at a time. */
const FEW_BOARDS = 8;

interface Waiting {
  requests: SeriesRequest[];
  signal: AbortSignal;
  rank: () => number;
  resolve: (series: Series[]) => void;
  reject: (error: unknown) => void;
  /** Called when it was given up while it is on its way. */
  givenUp?: () => unknown;
}

const waiting: Waiting[] = [];
/**
 * One question at a time: a query uses all processors of the server, and of
 * two at once both would take twice as long.
 */
let busy = false;
/** How many questions were sent since there was nothing to ask. */
let sent = 0;

/**
 * Asks for the series of a chart when it is its turn.
 *
 * @param requests At most 500, in whose order they are answered.
 * @param rank The chart with the least goes first.
 * @throws {ApiError} Where the answer is no success.
 * @throws {DOMException} `AbortError` after `signal` was aborted.
 */
export function askForSeries(
  requests: SeriesRequest[],
  signal: AbortSignal,
  rank: () => number,
): Promise<Series[]> {
  let giveUp: () => void;
  const answer = new Promise<Series[]>((resolve, reject) => {
    const entry: Waiting = { requests, signal, rank, resolve, reject };
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
  if (busy) return;
  if (waiting.length === 0) {
    sent = 0;
    return;
  }
  const ranks = new Map(waiting.map((entry) => [entry, entry.rank()]));
  waiting.sort((a, b) => ranks.get(a)! - ranks.get(b)!);
  const batch = [waiting.shift()!];
  let total = batch[0].requests.length;
  // One chart goes alone, so that there is one soon; then the others together.
  const merges = sent > 0 && total > FEW_BOARDS;
  while (merges && waiting.length > 0 && total + waiting[0].requests.length <= MAX_REQUESTS) {
    total += waiting[0].requests.length;
    batch.push(waiting.shift()!);
  }
  busy = true;
  sent++;
  send(batch).finally(() => {
    afterDrawing(() => {
      busy = false;
      next();
    });
  });
}

/** What came is drawn before the server, on the same processors as a rule, is busy again. */
function afterDrawing(work: () => void): void {
  // Two frames: one in which the chart gets its lines, one in which they are painted.
  if (document.hidden) work();
  else requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(work)));
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
