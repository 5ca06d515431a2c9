import { Board } from "../mod.ts";
import { type Figures, median } from "./table.ts";

const BACKENDS = ["duckdb", "parquet"] as const;
const TITLES = { duckdb: "DuckDB", parquet: "Parquet" };
/** How long a run is before it is resumed. */
const ROWS = 1e7;
const METRICS = Array.from({ length: 10 }, (_, metric) => `metric_${metric}`);

/** What one more row costs, added to a long run, beside a plain copy of its files with fsync. */
export async function measureResume(runs: number): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const backend of BACKENDS) {
    const baseDir = Deno.makeTempDirSync();
    await makeRun(`${baseDir}/original`, backend);
    const copies: number[] = [];
    const opens: number[] = [];
    const wholes: number[] = [];
    const copy = () => {
      copies.push(copyDurably(`${baseDir}/original/run/data`, `${baseDir}/plain`));
    };
    const resume = async () => {
      const start = performance.now();
      const board = new Board({
        name: "run",
        boardId: "run",
        baseDir: `${baseDir}/resumed`,
        backend,
      });
      opens.push(performance.now() - start);
      board.log(rowOf(ROWS));
      await board.finish();
      wholes.push(performance.now() - start);
      if (board.currentStep !== ROWS) throw new Error(`Cannot resume: at ${board.currentStep}`);
    };
    for (let run = 0; run <= runs; run++) {
      copyDurably(`${baseDir}/original/run`, `${baseDir}/resumed/run`);
      // By turns: some disks take the first gigabyte much faster than the next one.
      for (const work of run % 2 === 0 ? [copy, resume] : [resume, copy]) await work();
    }
    Deno.removeSync(baseDir, { recursive: true });
    figures.push({
      title: `One more row to ${ROWS.toLocaleString("en")} of ten metrics, ${TITLES[backend]}`,
      unit: "ms",
      rows: [
        { what: "a plain copy of the files, with fsync", median: median(copies.slice(1)) },
        { what: "`new Board()`, `log()`, `finish()`", median: median(wholes.slice(1)) },
        { what: "of it `new Board()`", median: median(opens.slice(1)) },
      ],
    });
  }
  return figures;
}

async function makeRun(baseDir: string, backend: "duckdb" | "parquet"): Promise<void> {
  const board = new Board({ name: "run", boardId: "run", baseDir, backend });
  for (let step = 0; step < ROWS; step++) {
    board.log(rowOf(step));
    if (step % 1e5 === 0) await board.flush();
  }
  await board.finish();
}

function rowOf(step: number): Record<string, number> {
  return Object.fromEntries(METRICS.map((name, i) => [name, Math.sin(step * (i + 1)) * 1e3]));
}

/** Copies a folder in place of another, and makes its files durable. @returns The time in milliseconds. */
function copyDurably(from: string, to: string): number {
  Deno.mkdirSync(to, { recursive: true });
  Deno.removeSync(to, { recursive: true });
  const start = performance.now();
  copyTree(from, to);
  return performance.now() - start;
}

function copyTree(from: string, to: string): void {
  Deno.mkdirSync(to);
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) {
      copyTree(`${from}/${name}`, `${to}/${name}`);
      continue;
    }
    Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
    using file = Deno.openSync(`${to}/${name}`, { write: true });
    file.syncDataSync();
  }
}
