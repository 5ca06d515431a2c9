import { Worker } from "node:worker_threads";
import { Board } from "../mod.ts";
import { type Figures, median } from "./table.ts";

const CALLS = 300_000;

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
        { what: "`JSON.stringify()` and `writeSync()`", median: measureJson(runs, count, calls) },
      ],
    });
  }
  return figures;
}

async function measureBoard(runs: number, count: number, calls: number): Promise<number> {
  const board = new Board({
    name: "bench",
    baseDir: Deno.makeTempDirSync(),
    backend: "memory",
    captureOutput: false,
  });
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
