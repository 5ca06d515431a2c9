/**
 * A loop that logs ten scalars a thousand times per second, for a minute, in a
 * process of its own: in one that has measured other things, memory tells
 * nothing. Argument: the backend. Its last line says what it took.
 */
import { Board } from "../mod.ts";
import { median } from "./table.ts";

/** What the loop took. */
export interface Steady {
  /** Of one core, by all threads but the script's, after the first ten seconds: in percent. */
  share: number;
  /** Resident memory in the five seconds from the 10th, the 20th and the 55th on, in MB. */
  rss: [number, number, number];
}

if (import.meta.main) {
  const baseDir = Deno.makeTempDirSync();
  const backend = Deno.args[0] as "duckdb" | "parquet";
  const board = new Board({ name: "bench", baseDir, backend, captureOutput: false });
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
  const from = (second: number) => median(rss.slice(second, second + 5));
  const steady: Steady = { share, rss: [from(10), from(20), from(55)] };
  console.log(JSON.stringify(steady));
}

/** Processor time of this process's other threads, in milliseconds. */
function otherThreadsMs(): number {
  const ticks = (path: string) => {
    const fields = Deno.readTextFileSync(path).replace(/^.*\) /, "").split(" ");
    return Number(fields[11]) + Number(fields[12]); // user and system
  };
  return (ticks("/proc/self/stat") - ticks(`/proc/self/task/${Deno.pid}/stat`)) * 10;
}
