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
import { median } from "./table.ts";
import { viewerBoards } from "./viewer_boards.ts";

const RUNS = Number(Deno.env.get("BENCH_RUNS") ?? 5);
const SERVER = new URL("./viewer_server.ts", import.meta.url).pathname;

/** A server in a process of its own. */
class ServerProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly url: string;

  private constructor(child: Deno.ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(baseDir: string): Promise<ServerProcess> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", SERVER, baseDir],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const { value } = await reader.read();
    reader.cancel();
    return new ServerProcess(child, value!.trim());
  }

  /** Of the process, in MB. */
  get memory(): number {
    const status = Deno.readTextFileSync(`/proc/${this.#child.pid}/status`);
    return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1024;
  }

  async boards(): Promise<BoardsReply> {
    return await (await fetch(new URL("/api/boards", this.url))).json();
  }

  async board(id: string): Promise<unknown> {
    return await (await fetch(new URL(`/api/boards/${id}`, this.url))).json();
  }

  async series(requests: SeriesRequest[]): Promise<number> {
    const answer = await fetch(new URL("/api/series", this.url), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ requests }),
    });
    const series = readSeries(await answer.arrayBuffer());
    for (const { error } of series) if (error !== undefined) throw new Error(error);
    return series.reduce((points, { n }) => points + n, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close();
    await this.#child.status;
  }
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
  ...{ board: "long", metric: `train/metric_${index}`, maxPoints: 2000, from, to },
});
row(
  "10 M rows × 10: names and extremes, first",
  ms(await first(boards.long, (server) => server.board("long"))),
);
row(
  "10 M rows × 10: one series, first",
  ms(await first(boards.long, (server) => server.series([long(0)]))),
);
{
  await using server = await ServerProcess.start(boards.long);
  await server.series([long(0)]);
  row("… one series, all rows", ms(await times((run) => server.series([long(run % 10)]))));
  for (const part of [0.5, 0.1, 0.01]) {
    const zoom = (run: number) => {
      const from = Math.floor((1 - part) * 1e7 * (run + 1) / (RUNS + 1));
      return server.series([long(run % 10, from, from + part * 1e7)]);
    };
    row(`… zoom to ${part * 100} %`, ms(await times(zoom)));
  }
  const all = Array.from({ length: 10 }, (_, index) => long(index));
  row("… all ten series", ms(await times(() => server.series(all))));
  row("… memory of the server", `${server.memory.toFixed(0)} MB`);
}

const complete = async (server: ServerProcess) => {
  while ((await server.boards()).boards.some(({ pending }) => pending));
};
row(
  "200 boards × 50: the list, first answer",
  ms(await first(boards.many, (server) => server.boards())),
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
  row("… the list in a new server", ms(await timed(() => server.boards())));
  row("… the list again", ms(await times(() => server.boards())));
  const fifty = (run: number) =>
    Array.from({ length: 50 }, (_, index): SeriesRequest => ({
      board: `run_${String(index).padStart(3, "0")}`,
      metric: `group_${run % 5}/metric_${run % 5}`,
    }));
  row("… one metric of 50 boards, first", ms(await timed(() => server.series(fifty(0)))));
  row("… one metric of 50 boards", ms(await times((run) => server.series(fifty(run)))));
  row("… memory of the server", `${server.memory.toFixed(0)} MB`);
}

row(
  "5,000 metrics: names and extremes, first",
  ms(await first(boards.wide, (server) => server.board("wide"))),
);
{
  await using server = await ServerProcess.start(boards.wide);
  await server.board("wide");
  row("… again", ms(await times(() => server.board("wide"))));
  const twenty = (run: number) =>
    Array.from({ length: 20 }, (_, index): SeriesRequest => {
      const metric = run * 20 + index;
      return { board: "wide", metric: `layer_${metric % 100}/metric_${metric}` };
    });
  row("… 20 series", ms(await times((run) => server.series(twenty(run)))));
  row("… memory of the server", `${server.memory.toFixed(0)} MB`);
}
