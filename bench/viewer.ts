/**
 * Measures the viewer's server: how long the page waits for what it asks.
 * Each figure is the median of several requests over HTTP to a server in a
 * process of its own, "first" the first request to a new one.
 *
 * ```sh
 * deno run -A bench/viewer.ts
 * ```
 *
 * @module
 */
import { type BoardsReply, readSeries, type SeriesRequest } from "../viewer/server/mod.ts";
import { ServerProcess } from "../testing/server_process.ts";
import { median } from "./table.ts";
import { viewerBoards } from "./viewer_boards.ts";

const RUNS = Number(Deno.env.get("BENCH_RUNS") ?? 5);

async function boardsOf({ url }: ServerProcess): Promise<BoardsReply> {
  return await (await fetch(new URL("/api/boards", url))).json();
}

async function boardOf({ url }: ServerProcess, id: string): Promise<unknown> {
  return await (await fetch(new URL(`/api/boards/${id}`, url))).json();
}

async function seriesOf({ url }: ServerProcess, requests: SeriesRequest[]): Promise<number> {
  const answer = await fetch(new URL("/api/series", url), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ requests }),
  });
  const series = readSeries(await answer.arrayBuffer());
  for (const { error } of series) if (error !== undefined) throw new Error(error);
  return series.reduce((points, { n }) => points + n, 0);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function times(work: (run: number) => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let run = 0; run < RUNS; run++) all.push(await timed(() => work(run)));
  return median(all);
}

/** The first request to a new server; several servers, none of which has seen the folder before. */
async function first(
  baseDir: string,
  work: (server: ServerProcess) => Promise<unknown>,
): Promise<number> {
  const all: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await Deno.remove(`${baseDir}/.kobo`, { recursive: true }).catch(() => {});
    await using server = await ServerProcess.start(baseDir);
    all.push(await timed(() => work(server)));
  }
  return median(all);
}

const boards = await viewerBoards();
console.log(`Medians of ${RUNS}; Deno ${Deno.version.deno}, ${new Date().toISOString()}\n`);
console.log("| what | time |\n| --- | ---: |");
/** Each line as soon as it is known. */
const row = (what: string, figure: string) => console.log(`| ${what} | ${figure} |`);
const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

const long = (index: number, from?: number, to?: number): SeriesRequest => ({
  board: "long",
  metric: `train/metric_${index}`,
  maxPoints: 2000,
  from,
  to,
});
row(
  "10 M rows × 10: names and extremes, first",
  ms(await first(boards.long, (server) => boardOf(server, "long"))),
);
row(
  "10 M rows × 10: one series, first",
  ms(await first(boards.long, (server) => seriesOf(server, [long(0)]))),
);
{
  await using server = await ServerProcess.start(boards.long);
  await seriesOf(server, [long(0)]);
  row("… one series, all rows", ms(await times((run) => seriesOf(server, [long(run % 10)]))));
  for (const part of [0.5, 0.1, 0.01]) {
    const zoom = (run: number) => {
      const from = Math.floor((1 - part) * 1e7 * (run + 1) / (RUNS + 1));
      return seriesOf(server, [long(run % 10, from, from + part * 1e7)]);
    };
    row(`… zoom to ${part * 100} %`, ms(await times(zoom)));
  }
  const all = Array.from({ length: 10 }, (_, index) => long(index));
  row("… all ten series", ms(await times(() => seriesOf(server, all))));
  row("… memory of the server", `${(server.memory / 1024 ** 2).toFixed(0)} MB`);
}

const complete = async (server: ServerProcess) => {
  while ((await boardsOf(server)).boards.some(({ pending }) => pending));
};
row(
  "200 boards × 50: the list, first answer",
  ms(await first(boards.many, (server) => boardsOf(server))),
);
row(
  "200 boards × 50: the list, complete",
  ms(await first(boards.many, complete)),
);
{
  await using server = await ServerProcess.start(boards.many);
  await complete(server);
}
{
  await using server = await ServerProcess.start(boards.many);
  row("… the list in a new server", ms(await timed(() => boardsOf(server))));
  row("… the list again", ms(await times(() => boardsOf(server))));
  const fifty = (run: number) =>
    Array.from({ length: 50 }, (_, index): SeriesRequest => ({
      board: `run_${String(index).padStart(3, "0")}`,
      metric: `group_${run % 5}/metric_${run % 5}`,
    }));
  row("… one metric of 50 boards, first", ms(await timed(() => seriesOf(server, fifty(0)))));
  row("… one metric of 50 boards", ms(await times((run) => seriesOf(server, fifty(run)))));
  row("… memory of the server", `${(server.memory / 1024 ** 2).toFixed(0)} MB`);
}

row(
  "5,000 metrics: names and extremes, first",
  ms(await first(boards.wide, (server) => boardOf(server, "wide"))),
);
{
  await using server = await ServerProcess.start(boards.wide);
  await boardOf(server, "wide");
  row("… again", ms(await times(() => boardOf(server, "wide"))));
  const twenty = (run: number) =>
    Array.from({ length: 20 }, (_, index): SeriesRequest => {
      const metric = run * 20 + index;
      return { board: "wide", metric: `layer_${metric % 100}/metric_${metric}` };
    });
  row("… 20 series", ms(await times((run) => seriesOf(server, twenty(run)))));
  row("… memory of the server", `${(server.memory / 1024 ** 2).toFixed(0)} MB`);
}
