import { fakeBrowser } from "../../../support/fake_browser.ts";
import { assertEquals, assertRejects } from "@std/assert";
import type { SeriesRequest } from "../../../../../viewer/protocol/api.ts";
import { writeSeries } from "../../../../../viewer/protocol/series_frame.ts";
import { requestSeries } from "../../../../../viewer/page/charts/series/series_queue.ts";
import { seriesOf } from "../../support/series_of.ts";

/** A request that the fake server received, and what answers it. */
interface Received {
  requests: SeriesRequest[];
  answer: PromiseWithResolvers<Response>;
}

const received: Received[] = [];
let arrived = Promise.withResolvers<void>();
fakeBrowser.answer = (_path, body) => {
  const answer = Promise.withResolvers<Response>();
  received.push({ requests: JSON.parse(body).requests, answer });
  arrived.resolve();
  return answer.promise;
};

/** The next request that arrives at the server. */
async function nextRequest(): Promise<Received> {
  for (;;) {
    const next = received.shift();
    if (next) return next;
    arrived = Promise.withResolvers();
    await arrived.promise;
  }
}

/** Answers a request: each series says, as its row count, at which place it was requested. */
function answer({ requests, answer }: Received): void {
  const frames = requests.map(({ board, metric }, i) =>
    writeSeries(seriesOf([0], { board, metric, rowCount: i }))
  );
  answer.resolve(new Response(new Blob(frames)));
}

const line = (board: string, metric = "loss"): SeriesRequest => ({ board, metric });
const lines = (metric: string) => Array.from({ length: 9 }, (_, i) => line(`run_${i}`, metric));
const never = new AbortController().signal;

/** Lets the queue run empty: the next test begins with a first chart again. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  assertEquals(received.length, 0);
}

Deno.test("requestSeries() sends one request at a time, that with the lowest rank first", async () => {
  const charts = [3, 1, 2].map((rank) => requestSeries([line(`rank_${rank}`)], never, () => rank));
  for (const board of ["rank_1", "rank_2", "rank_3"]) {
    const request = await nextRequest();
    assertEquals(request.requests.map(({ board }) => board), [board]);
    assertEquals(received.length, 0);
    answer(request);
  }
  const replies = await Promise.all(charts);
  assertEquals(replies.flat().map(({ board }) => board), ["rank_3", "rank_1", "rank_2"]);
  await settle();
});

Deno.test("requestSeries() ranks anew before each request", async () => {
  let urgent = "none";
  const charts = ["a", "b", "c"].map((name, i) =>
    requestSeries([line(name)], never, () => name === urgent ? -1 : i)
  );
  const first = await nextRequest();
  urgent = "c";
  answer(first);
  const second = await nextRequest();
  assertEquals(second.requests.map(({ board }) => board), ["c"]);
  answer(second);
  answer(await nextRequest());
  await Promise.all(charts);
  await settle();
});

Deno.test("requestSeries() sends charts of many lines together but the first, board by board", async () => {
  const charts = ["loss", "accuracy", "lr"].map((metric, i) =>
    requestSeries(lines(metric), never, () => i)
  );
  const first = await nextRequest();
  assertEquals(first.requests.map(({ metric }) => metric), Array(9).fill("loss"));
  answer(first);
  const second = await nextRequest();
  assertEquals(
    second.requests.map(({ board, metric }) => `${board} ${metric}`),
    Array.from({ length: 9 }, (_, i) => [`run_${i} accuracy`, `run_${i} lr`]).flat(),
  );
  answer(second);
  // Each chart has its own replies, in the order of its requests.
  const [loss, accuracy, lr] = await Promise.all(charts);
  assertEquals(loss?.map(({ rowCount }) => rowCount), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assertEquals(accuracy?.map(({ rowCount }) => rowCount), [0, 2, 4, 6, 8, 10, 12, 14, 16]);
  assertEquals(lr?.map(({ board, metric }) => [board, metric])[8], ["run_8", "lr"]);
  await settle();
});

Deno.test("requestSeries() sends no more series together than the server accepts", async () => {
  const many = (metric: string) =>
    Array.from({ length: 200 }, (_, i) => line(`run_${String(i).padStart(3, "0")}`, metric));
  const charts = "abcde".split("").map((metric, i) => requestSeries(many(metric), never, () => i));
  const counts: number[] = [];
  for (let sent = 0; sent < 1000;) {
    const request = await nextRequest();
    counts.push(request.requests.length);
    sent += request.requests.length;
    answer(request);
  }
  assertEquals(counts, [200, 400, 400]);
  await Promise.all(charts);
  await settle();
});

Deno.test("requestSeries() does not send what was cancelled while it waited", async () => {
  const cancelled = new AbortController();
  const first = requestSeries([line("first")], never, () => 0);
  const second = requestSeries([line("second")], cancelled.signal, () => 1);
  const third = requestSeries([line("third")], never, () => 2);
  const request = await nextRequest();
  cancelled.abort();
  await assertRejects(() => second, DOMException);
  answer(request);
  const next = await nextRequest();
  assertEquals(next.requests.map(({ board }) => board), ["third"]);
  answer(next);
  await Promise.all([first, third]);
  // Nor what is cancelled before it is asked for.
  await assertRejects(
    () => requestSeries([line("late")], AbortSignal.abort(), () => 0),
    DOMException,
  );
  await settle();
});

Deno.test("requestSeries() rejects all charts of a request that fails, and goes on", async () => {
  const charts = ["loss", "accuracy", "lr"].map((metric, i) =>
    requestSeries(lines(metric), never, () => i)
  );
  const outcomes = Promise.allSettled(charts);
  answer(await nextRequest());
  const failing = await nextRequest();
  failing.answer.resolve(
    Response.json({ error: "It cannot be read", kind: "failed" }, { status: 500 }),
  );
  assertEquals((await outcomes).map(({ status }) => status), ["fulfilled", "rejected", "rejected"]);
  await assertRejects(() => Promise.all(charts), Error, "It cannot be read");
  const after = requestSeries([line("after")], never, () => 0);
  answer(await nextRequest());
  assertEquals((await after).length, 1);
  await settle();
});
