import { Worker } from "node:worker_threads";
import pino from "pino";
import { Board } from "../mod.ts";
import { type Figures, median } from "./table.ts";

const CALLS = 300_000;
const SINGLE_CALLS = 1_000_000;

type Values = Record<string, number>;

/** What one call costs the training thread, with the writer at work beside it. */
export async function measureCalls(runs: number): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const count of [1, 4, 10, 100]) {
    const calls = Math.round(CALLS / Math.sqrt(count));
    figures.push({
      title: `One call with ${count} scalar${count === 1 ? "" : "s"}`,
      unit: "ns a call",
      rows: [
        { what: "`board.log()`", median: await measureBoard(runs, count, calls) },
        { what: "`postMessage()` a call", median: await measurePost(runs, count, calls) },
        { what: "pino, transport in a worker", median: await measurePino(runs, count, calls) },
        { what: "`JSON.stringify()` and `writeSync()`", median: measureJson(runs, count, calls) },
      ],
    });
  }
  figures.push(await measureSingleCalls());
  return figures;
}

async function measureBoard(runs: number, count: number, calls: number): Promise<number> {
  const board = openBoard("memory");
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    times.push(time(calls, count, (values) => board.log(values)));
    await board.flush();
  }
  await board.finish();
  return median(times.slice(1));
}

async function measurePost(runs: number, count: number, calls: number): Promise<number> {
  const code = `globalThis.onmessage = ({ data }) => data.last && globalThis.postMessage(0);`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    times.push(time(calls, count, (values) => worker.postMessage(values)));
    const answered = new Promise((resolve) => worker.once("message", resolve));
    worker.postMessage({ last: true });
    await answered;
  }
  await worker.terminate();
  return median(times.slice(1));
}

async function measurePino(runs: number, count: number, calls: number): Promise<number> {
  const path = Deno.makeTempFileSync();
  const transport = pino.transport({ target: "pino/file", options: { destination: path } });
  await new Promise((resolve) => transport.once("ready", resolve));
  const logger = pino({}, transport);
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    times.push(time(calls, count, (values) => logger.info(values)));
    await new Promise((resolve) => transport.flush(resolve));
  }
  transport.end();
  await new Promise((resolve) => transport.once("close", resolve));
  Deno.removeSync(path);
  return median(times.slice(1));
}

function measureJson(runs: number, count: number, calls: number): number {
  const path = Deno.makeTempFileSync();
  using file = Deno.openSync(path, { write: true });
  const encoder = new TextEncoder();
  const times = Array.from({ length: runs + 1 }, () =>
    time(calls, count, (values) => {
      file.writeSync(encoder.encode(JSON.stringify(values) + "\n"));
    }));
  Deno.removeSync(path);
  return median(times.slice(1));
}

/** How long single calls take of a million: a training loop feels the slow ones. */
async function measureSingleCalls(): Promise<Figures> {
  const board = openBoard("duckdb");
  const values: Values = { loss: 0 };
  const times = new Float64Array(SINGLE_CALLS);
  for (let i = 0; i < SINGLE_CALLS; i++) {
    values.loss = i;
    const start = performance.now();
    board.log(values);
    times[i] = (performance.now() - start) * 1000;
  }
  await board.finish();
  times.sort();
  const part = (share: number) => times[Math.floor(share * (SINGLE_CALLS - 1))];
  return {
    title: "Single calls with one scalar, of a million",
    unit: "µs",
    ratios: false,
    rows: [
      { what: "median", median: part(0.5) ?? NaN },
      { what: "99 %", median: part(0.99) ?? NaN },
      { what: "99.9 %", median: part(0.999) ?? NaN },
      { what: "slowest", median: part(1) ?? NaN },
    ],
    note: "Two readings of the clock included. The slow ones are those that post a block of 4096 " +
      "rows to the writer (one in 4096), the garbage collector, and the system, which takes the " +
      "processor away where the machine has fewer of them than busy threads.",
  };
}

function openBoard(backend: "memory" | "duckdb"): Board {
  const baseDir = Deno.makeTempDirSync();
  return new Board({ name: "bench", baseDir, backend, captureOutput: false });
}

/** Nanoseconds a call. */
function time(calls: number, count: number, call: (values: Values) => void): number {
  const values: Values = {};
  for (let i = 0; i < count; i++) values[`metric_${i}`] = Math.random();
  const start = performance.now();
  for (let i = 0; i < calls; i++) {
    values.metric_0 = i;
    call(values);
  }
  return (performance.now() - start) * 1e6 / calls;
}
