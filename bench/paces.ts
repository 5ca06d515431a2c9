import { Worker } from "node:worker_threads";
import pino from "pino";
import { Board } from "../mod.ts";
import { type Figures, median } from "./table.ts";

/** How long a training step computes before its log call, in ms, and how many steps are measured. */
const PACES = [{ stepMs: 1, steps: 500 }, { stepMs: 25, steps: 60 }, { stepMs: 250, steps: 12 }];
const WAYS = { computing: compute, awaiting: pause };

/**
 * What a call of ten scalars costs at the pace at which people train: after a
 * step the processor's caches hold other things, and a thread has gone to sleep.
 */
export async function measurePaces(runs: number): Promise<Figures[]> {
  const board = new Board({
    name: "bench",
    baseDir: Deno.makeTempDirSync(),
    captureOutput: false,
  });
  const code = `globalThis.onmessage = () => {};`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
  const path = Deno.makeTempFileSync();
  const transport = pino.transport({ target: "pino/file", options: { destination: path } });
  await new Promise((resolve) => transport.once("ready", resolve));
  const logger = pino({}, transport);
  const ways: Record<string, (values: Record<string, number>) => void> = {
    "`board.log()`": (values) => board.log(values),
    "`postMessage()` a call": (values) => worker.postMessage(values),
    "pino, transport in a worker": (values) => logger.info(values),
  };
  const figures: Figures[] = [];
  for (const [how, wait] of Object.entries(WAYS)) {
    for (const { stepMs, steps } of PACES) {
      const times = await measureByTurns(Object.values(ways), wait, stepMs, runs * steps);
      figures.push({
        title: `One call with ten scalars after ${stepMs} ms of ${how}`,
        unit: "µs, the median call",
        rows: Object.keys(ways).map((what, i) => ({ what, median: median(times[i] ?? []) })),
        note: `Means: ${times.map((each) => mean(each).toFixed(1)).join(", ")} µs.`,
      });
    }
  }
  await board.finish();
  await worker.terminate();
  transport.end();
  await new Promise((resolve) => transport.once("close", resolve));
  Deno.removeSync(path);
  return figures;
}

/** The times of each way's calls, in microseconds; the ways take turns. */
async function measureByTurns(
  ways: ((values: Record<string, number>) => void)[],
  wait: (ms: number) => void | Promise<void>,
  stepMs: number,
  steps: number,
): Promise<number[][]> {
  const times: number[][] = ways.map(() => []);
  for (let step = 0; step < steps; step++) {
    const values = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [`metric_${i}`, i * step]),
    );
    for (const [i, way] of ways.entries()) {
      await wait(stepMs);
      const start = performance.now();
      way(values);
      times[i]?.push((performance.now() - start) * 1000);
    }
  }
  return times;
}

function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
