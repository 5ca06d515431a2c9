/**
 * The folders that the viewer is measured on. Making them takes some
 * minutes, so they are made once and kept in the folder for temporary files.
 *
 * @module
 */
import { join } from "@std/path";
import { Board } from "../mod.ts";

/** How much there is of each; a script may ask for less. */
export interface ViewerBoardSizes {
  /** Rows of the long board, which has ten metrics. Default: 10,000,000. */
  longRows: number;
  /** How many boards of fifty metrics and a thousand rows. Default: 200. */
  manyBoards: number;
  /** Metrics of the wide board, which has a hundred rows. Default: 5000. */
  wideMetrics: number;
  /** Rows of each of the 200 runs of a sweep. Default: 100,000. */
  sweepRows: number;
}

/** Folders of boards. */
export interface ViewerBoards {
  /** One board, `long`. */
  long: string;
  /** Boards `run_000`, `run_001` … */
  many: string;
  /** One board, `wide`. */
  wide: string;
  /** Runs of one metric, `loss`: five seeds of each of forty `config.lr`. */
  sweeps: { duckdb: string; parquet: string };
}

/** Makes the folders that are not there yet. */
export async function viewerBoards(sizes: Partial<ViewerBoardSizes> = {}): Promise<ViewerBoards> {
  const { longRows = 10_000_000, manyBoards = 200, wideMetrics = 5000, sweepRows = 100_000 } =
    sizes;
  const root = join(Deno.env.get("TMPDIR") ?? "/tmp", "kohakuboard_bench_viewer");
  Deno.mkdirSync(root, { recursive: true });
  const make = async (name: string, work: (baseDir: string) => Promise<void>) => {
    const baseDir = join(root, name);
    const done = join(baseDir, ".done");
    if (exists(done)) return baseDir;
    if (exists(baseDir)) Deno.removeSync(baseDir, { recursive: true });
    Deno.mkdirSync(baseDir);
    await work(baseDir);
    Deno.writeTextFileSync(done, "");
    return baseDir;
  };
  return {
    long: await make(`long_${longRows}`, (baseDir) => makeLong(baseDir, longRows)),
    many: await make(`many_${manyBoards}`, (baseDir) => makeMany(baseDir, manyBoards)),
    wide: await make(`wide_${wideMetrics}`, (baseDir) => makeWide(baseDir, wideMetrics)),
    sweeps: {
      duckdb: await makeSweep("duckdb"),
      parquet: await makeSweep("parquet"),
    },
  };

  function makeSweep(backend: "duckdb" | "parquet"): Promise<string> {
    return make(`sweep_${sweepRows}_${backend}`, async (baseDir) => {
      for (let run = 0; run < 200; run++) {
        const config = { lr: (1 + Math.floor(run / 5)) / 1000, seed: run % 5 };
        const board = new Board({ name: "sweep", config, backend, captureOutput: false, baseDir });
        for (let step = 0; step < sweepRows; step++) board.log({ loss: noisy(step, run) });
        await board.finish();
      }
    });
  }
}

async function makeLong(baseDir: string, rows: number): Promise<void> {
  const board = new Board({ name: "long", boardId: "long", baseDir, captureOutput: false });
  const row: Record<string, number> = {};
  for (let step = 0; step < rows; step++) {
    for (let metric = 0; metric < 10; metric++) row[`train/metric_${metric}`] = noisy(step, metric);
    board.log(row);
    if (step % 100_000 === 0) await board.flush();
  }
  await board.finish();
}

async function makeMany(baseDir: string, count: number): Promise<void> {
  for (let run = 0; run < count; run++) {
    const board = new Board({
      name: `run ${run % 20}`,
      boardId: `run_${String(run).padStart(3, "0")}`,
      config: { lr: 10 ** -(1 + run % 4), batch: 2 ** (4 + run % 5), model: { depth: run % 7 } },
      backend: run % 2 === 0 ? "duckdb" : "parquet",
      captureOutput: false,
      baseDir,
    });
    const row: Record<string, number> = {};
    for (let step = 0; step < 1000; step++) {
      for (let metric = 0; metric < 50; metric++) {
        row[`group_${metric % 5}/metric_${metric}`] = noisy(step, metric + run);
      }
      board.log(row);
    }
    await board.finish();
  }
}

async function makeWide(baseDir: string, metrics: number): Promise<void> {
  const board = new Board({ name: "wide", boardId: "wide", baseDir, captureOutput: false });
  const row: Record<string, number> = {};
  for (let step = 0; step < 100; step++) {
    for (let metric = 0; metric < metrics; metric++) {
      row[`layer_${metric % 100}/metric_${metric}`] = noisy(step, metric);
    }
    board.log(row);
  }
  await board.finish();
}

/** A curve that falls, and spikes now and then. */
function noisy(step: number, seed: number): number {
  const noise = Math.sin(step * 12.9898 + seed * 78.233) * 43_758.5453;
  const spike = (step * 7919 + seed) % 99_991 === 0 ? 5 : 0;
  return Math.exp(-step / 3_000_000) + 0.2 * (noise - Math.floor(noise)) + spike;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
