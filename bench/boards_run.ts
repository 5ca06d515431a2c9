/**
 * Many boards at once, in a process of its own, each with a call of ten scalars every 25 ms.
 * Arguments: the backend, and how many. Its last line says what they took.
 */
import { Board } from "../mod.ts";
import { median } from "./table.ts";

/** What the boards took. */
export interface ManyBoards {
  /** The median call, in microseconds. */
  medianUs: number;
  /** The mean call, in microseconds. */
  meanUs: number;
  /** How long `new Board()` and the first call take for one board, in milliseconds. */
  startMs: number;
  /** Resident memory that the boards take, for one of them, in MB. */
  rss: number;
}

const PAUSE_MS = 25;
const RUN_MS = 10_000;

if (import.meta.main) {
  const [backend, count] = [Deno.args[0] as "duckdb" | "parquet", Number(Deno.args[1])];
  const baseDir = Deno.makeTempDirSync();
  const values = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`metric_${i}`, i]));
  const before = Deno.memoryUsage().rss;
  const start = performance.now();
  const boards = Array.from({ length: count }, (_, i) => {
    const board = new Board({ name: `board ${i}`, baseDir, backend, captureOutput: false });
    board.log(values);
    return board;
  });
  const startMs = (performance.now() - start) / count;
  await Promise.all(boards.map((board) => board.flush())); // Each has loaded its backend.
  const times: number[] = [];
  for (const end = performance.now() + RUN_MS; performance.now() < end;) {
    for (const board of boards) {
      const called = performance.now();
      board.log(values);
      times.push((performance.now() - called) * 1000);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  const rss = (Deno.memoryUsage().rss - before) / count / 1e6;
  await Promise.all(boards.map((board) => board.finish()));
  Deno.removeSync(baseDir, { recursive: true });
  const meanUs = times.reduce((sum, time) => sum + time, 0) / times.length;
  const taken: ManyBoards = { medianUs: median(times), meanUs, startMs, rss };
  console.log(JSON.stringify(taken));
}
