/**
 * The queue of requests for series. All charts share it, for two reasons: a
 * query uses all processors of the server, so that two requests at once would
 * both take twice as long; and the charts that the reader sees first come
 * first.
 *
 * 1. Each chart adds its requests, with a rank. The chart with the lowest rank
 *    is sent first, alone, so that one chart appears soon.
 * 2. If charts have many lines, the others are then sent together. The server
 *    answers such a request board by board: it opens each board once for all
 *    charts, not once per chart.
 * 3. The next request is sent once the reply has been drawn.
 *
 * @module
 */
import type { Series, SeriesRequest } from "../../../protocol/api.ts";
import { MAX_SERIES } from "../../../protocol/max_series.ts";
import { api } from "../../state/api_client.ts";

/** Charts with more lines than this are sent together. */
const MAX_SEPARATE_LINES = 8;

/** The requests of one chart. */
interface QueueEntry {
  requests: SeriesRequest[];
  signal: AbortSignal;
  rank: () => number;
  resolve: (series: Series[]) => void;
  reject: (error: unknown) => void;
  /** Called if the chart cancels its requests after they were sent. */
  onCancel?: () => void;
}

const queue: QueueEntry[] = [];
let isBusy = false;
/** How many requests were sent since the queue was last empty. */
let sent = 0;

/**
 * Requests the series of a chart when its turn comes.
 *
 * @param requests At most {@linkcode MAX_SERIES}. The reply is in their order.
 * @param rank The chart with the lowest rank is sent first.
 * @throws {ApiError} If the request fails.
 * @throws {DOMException} `AbortError` once `signal` is aborted.
 */
export function requestSeries(
  requests: SeriesRequest[],
  signal: AbortSignal,
  rank: () => number,
): Promise<Series[]> {
  let cancel: () => void;
  const reply = new Promise<Series[]>((resolve, reject) => {
    const entry: QueueEntry = { requests, signal, rank, resolve, reject };
    cancel = () => {
      const index = queue.indexOf(entry);
      if (index >= 0) queue.splice(index, 1);
      reject(signal.reason);
      entry.onCancel?.();
    };
    if (signal.aborted) return cancel();
    signal.addEventListener("abort", cancel);
    queue.push(entry);
    // All charts that are rendered in this turn join the queue before the first one is chosen.
    queueMicrotask(sendNext);
  });
  // The signal lives as long as its chart, which sends thousands of requests.
  return reply.finally(() => signal.removeEventListener("abort", cancel));
}

function sendNext(): void {
  if (isBusy) return;
  const batch = takeBatch();
  if (batch.length === 0) {
    sent = 0;
    return;
  }
  isBusy = true;
  sent++;
  send(batch).finally(() => {
    afterDrawing(() => {
      isBusy = false;
      sendNext();
    });
  });
}

/** Removes the next entries from the queue: one chart, or several with many lines. */
function takeBatch(): QueueEntry[] {
  const ranked = queue.map((entry) => ({ entry, rank: entry.rank() }))
    .sort((a, b) => a.rank - b.rank);
  queue.splice(0, queue.length, ...ranked.map(({ entry }) => entry));
  const first = queue.shift();
  if (first === undefined) return [];
  const batch = [first];
  let total = first.requests.length;
  if (sent === 0 || total <= MAX_SEPARATE_LINES) return batch;
  for (let next = queue[0]; next && total + next.requests.length <= MAX_SERIES; next = queue[0]) {
    total += next.requests.length;
    batch.push(next);
    queue.shift();
  }
  return batch;
}

/** The browser draws the reply before the server, mostly on the same processors, is busy again. */
function afterDrawing(work: () => void): void {
  // Two frames: in the first one the chart is rendered, in the second one it is painted.
  if (document.hidden) work();
  else requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(work)));
}

async function send(batch: QueueEntry[]): Promise<void> {
  const abort = new AbortController();
  const parts = batch.map((entry) => ({
    entry,
    replies: new Array<Series>(entry.requests.length),
  }));
  for (const entry of batch) {
    entry.onCancel = () => {
      if (batch.every(({ signal }) => signal.aborted)) abort.abort();
    };
  }
  const sorted = parts.flatMap(({ entry, replies }) =>
    entry.requests.map((request, index) => ({ request, replies, index }))
  );
  sorted.sort((a, b) =>
    Number(a.request.board > b.request.board) - Number(a.request.board < b.request.board)
  );
  try {
    const series = await api.series(sorted.map(({ request }) => request), abort.signal);
    series.forEach((reply, i) => {
      const requested = sorted[i];
      if (requested) requested.replies[requested.index] = reply;
    });
    for (const { entry, replies } of parts) entry.resolve(replies);
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
