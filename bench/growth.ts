import { Board } from "../mod.ts";
import { type Figures, median, mediansMs } from "./table.ts";

const BACKENDS = ["duckdb", "parquet"] as const;
const TITLES = { duckdb: "DuckDB", parquet: "Parquet" };

/** What a run is made of. */
interface Shape {
  rows: number;
  metrics: number;
  /** How many `flush()` calls are spread over it. */
  flushes?: number;
  /** Whether the loop waits for each of them. */
  waits?: boolean;
}

/** Whether a value costs the same in long runs, wide ones, and those that flush often. */
export async function measureGrowth(runs: number): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const backend of BACKENDS) {
    const perValue = async (shape: Shape) => {
      // Short runs are repeated more often: their times are small beside those of the start.
      const times = Math.max(runs, Math.min(20, Math.round(2e6 / (shape.rows * shape.metrics))));
      const [ms, emptyMs] = await mediansMs(times, [
        (dir) => run(dir, backend, shape),
        (dir) => run(dir, backend, { rows: 1, metrics: 1 }),
      ]);
      return (ms - emptyMs) * 1e6 / (shape.rows * shape.metrics);
    };
    const rows = async (shapes: [string, Shape][]) => {
      const measured = [];
      for (const [what, shape] of shapes) measured.push({ what, median: await perValue(shape) });
      return measured;
    };
    figures.push({
      title: `Growth, ${TITLES[backend]}`,
      unit: "ns a value",
      rows: await rows([
        ["10,000 steps of 10 metrics", { rows: 1e4, metrics: 10 }],
        ["100,000 steps of 10 metrics", { rows: 1e5, metrics: 10 }],
        ["1,000,000 steps of 10 metrics", { rows: 1e6, metrics: 10 }],
        ["10,000,000 steps of 10 metrics", { rows: 1e7, metrics: 10 }],
      ]),
      note: "First `log()` to the end of `finish()`, less the same of a run of one value.",
    }, {
      title: `Width, ${TITLES[backend]}`,
      unit: "ns a value",
      rows: await rows([
        ["1,000,000 steps of 1 metric", { rows: 1e6, metrics: 1 }],
        ["100,000 steps of 10 metrics", { rows: 1e5, metrics: 10 }],
        ["10,000 steps of 100 metrics", { rows: 1e4, metrics: 100 }],
        ["1,000 steps of 1,000 metrics", { rows: 1e3, metrics: 1000 }],
        ["10,000 steps of 1,000 metrics", { rows: 1e4, metrics: 1000 }],
      ]),
    }, {
      title: `Flushes, ten million values in 1,000,000 steps, ${TITLES[backend]}`,
      unit: "ns a value",
      rows: await rows([
        ["one, at the end", { rows: 1e6, metrics: 10, flushes: 1 }],
        ["a hundred, the loop goes on", { rows: 1e6, metrics: 10, flushes: 100 }],
        ["a hundred, the loop waits for each", {
          rows: 1e6,
          metrics: 10,
          flushes: 100,
          waits: true,
        }],
      ]),
      note: "The loop does nothing but log: a flush that it waits for has a commit of its own.",
    });
  }
  figures.push(await measureSteady());
  return figures;
}

async function run(
  baseDir: string,
  backend: (typeof BACKENDS)[number],
  { rows, metrics, flushes = 0, waits = false }: Shape,
): Promise<void> {
  const board = new Board({ name: "bench", baseDir, backend, captureOutput: false });
  const names = Array.from({ length: metrics }, (_, i) => `metric_${i}`);
  const values: Record<string, number> = {};
  const every = flushes === 0 ? Infinity : Math.ceil(rows / flushes);
  for (let row = 1; row <= rows; row++) {
    for (const name of names) values[name] = Math.random();
    board.log(values);
    if (row % every !== 0) continue;
    const flush = board.flush();
    if (waits) await flush;
  }
  await board.finish();
}

/** A loop that logs ten scalars a thousand times a second, for a minute. */
async function measureSteady(): Promise<Figures> {
  const baseDir = Deno.makeTempDirSync();
  const board = new Board({ name: "bench", baseDir, captureOutput: false });
  const values: Record<string, number> = {};
  const rss: number[] = [];
  const start = performance.now();
  let row = 0;
  let cpu = 0;
  for (let elapsed = 0; elapsed < 60_000; elapsed = performance.now() - start) {
    if (rss.length * 1000 <= elapsed) rss.push(Deno.memoryUsage().rss / 1e6);
    if (rss.length <= 10) cpu = otherThreadsMs(); // Its start does not count.
    for (; row < elapsed; row++) {
      for (let i = 0; i < 10; i++) values[`metric_${i}`] = Math.random();
      board.log(values);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const share = (otherThreadsMs() - cpu) / 50_000 * 100;
  await board.finish();
  Deno.removeSync(baseDir, { recursive: true });
  return {
    title: "Ten scalars, a thousand times a second, for a minute",
    unit: "",
    ratios: false,
    rows: [
      { what: "all threads but the script's, % of a core", median: share },
      { what: "memory after 10 s, MB", median: median(rss.slice(10, 15)) },
      { what: "memory after 60 s, MB", median: median(rss.slice(-5)) },
    ],
  };
}

/** Processor time of this process's other threads, in milliseconds. */
function otherThreadsMs(): number {
  const ticks = (path: string) => {
    const fields = Deno.readTextFileSync(path).split(") ")[1].split(" ");
    return Number(fields[11]) + Number(fields[12]); // user and system
  };
  return (ticks("/proc/self/stat") - ticks(`/proc/self/task/${Deno.pid}/stat`)) * 10;
}
