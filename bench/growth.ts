import { Board } from "../mod.ts";
import type { Steady } from "./steady_run.ts";
import { type Figures, mediansMs } from "./table.ts";

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
      const [ms = NaN, emptyMs = NaN] = await mediansMs(times, [
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
        ["1,000 steps of 10,000 metrics", { rows: 1e3, metrics: 10_000 }],
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
  for (const backend of BACKENDS) figures.push(measureSteady(backend));
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

/** A loop that logs ten scalars a thousand times per second, for a minute. */
function measureSteady(backend: (typeof BACKENDS)[number]): Figures {
  const { share, rss: [after10, after20, after55] } = runSteady(backend);
  return {
    title: `Ten scalars, a thousand times per second, for a minute, ${TITLES[backend]}`,
    unit: "",
    ratios: false,
    rows: [
      { what: "all threads but the script's, % of a core", median: share },
      { what: "memory after 10 s, MB", median: after10 },
      { what: "memory after 20 s, MB", median: after20 },
      { what: "memory after 55 s, MB", median: after55 },
    ],
    note: "One run, in a process of its own.",
  };
}

function runSteady(backend: string): Steady {
  const path = (name: string) => new URL(name, import.meta.url).pathname;
  const { success, stdout } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--config", path("../deno.json"), path("./steady_run.ts"), backend],
  }).outputSync();
  if (!success) throw new Error("The loop failed");
  return JSON.parse(new TextDecoder().decode(stdout));
}
