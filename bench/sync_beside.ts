import { fromFileUrl } from "@std/path";
import { Board } from "../mod.ts";
import { type Figures, median } from "./table.ts";

/** What one step of the training takes on an idle machine, about. */
const STEP_MS = 5;
/** How long the training is measured in each turn: longer than an interval of the sync. */
const TURN_MS = 16_000;

/**
 * Whether a training is slowed by `kobo sync --follow` beside it. Each step computes the same, and logs
 * ten scalars; the syncs are suspended by turns, so that the machine's other work counts for all alike.
 */
export async function measureSyncBeside(runs: number): Promise<Figures[]> {
  const dir = Deno.makeTempDirSync();
  const [home, target] = [`${dir}/home`, `${dir}/target`];
  const board = new Board({ name: "bench", baseDir: home, captureOutput: false });
  const ways = [undefined, "15s", "1s"].map((interval) => ({
    interval,
    sync: interval === undefined ? undefined : startSync(home, `${target}_${interval}`, interval),
    times: [] as number[],
    means: [] as number[],
    cpuMs: 0,
  }));
  const work = calibrate();
  await train(board, work, TURN_MS / 2); // The syncs have started then, and sent what there was.
  for (const { sync } of ways) sync?.kill("SIGSTOP");
  for (let run = 0; run < runs; run++) {
    // What comes later in a round has been seen slower, whatever it is: each begins as often.
    const first = run % ways.length;
    for (const way of [...ways.slice(first), ...ways.slice(0, first)]) {
      const before = cpuMsOf(way.sync);
      way.sync?.kill("SIGCONT");
      const times = await train(board, work, TURN_MS);
      way.sync?.kill("SIGSTOP");
      way.cpuMs += cpuMsOf(way.sync) - before;
      way.times.push(...times);
      way.means.push(times.reduce((sum, ms) => sum + ms, 0) / times.length);
    }
  }
  for (const { sync } of ways) {
    sync?.kill("SIGKILL");
    await sync?.status;
  }
  await board.finish();
  Deno.removeSync(dir, { recursive: true });
  const nameOf = (interval?: string) =>
    interval === undefined ? "alone" : `beside \`kobo sync --follow --interval ${interval}\``;
  const shares = ways.slice(1).map(({ cpuMs }) =>
    `${(cpuMs / (runs * TURN_MS) * 100).toFixed(1)} %`
  );
  return [{
    title: `A training step of about ${STEP_MS} ms that logs ten scalars`,
    unit: "ms, the median step",
    rows: ways.map(({ interval, times }) => ({ what: nameOf(interval), median: median(times) })),
    ratios: true,
    note: `The turns' mean steps, the least of ${runs}: ` +
      `${ways.map(({ means }) => Math.min(...means).toFixed(3)).join(", ")} ms. ` +
      `The syncs took ${shares.join(" and ")} of a core.`,
  }];
}

function startSync(home: string, target: string, interval: string): Deno.ChildProcess {
  const program = fromFileUrl(new URL("../cli/main.ts", import.meta.url));
  const config = fromFileUrl(new URL("../deno.json", import.meta.url));
  const args = ["--dir", home, "sync", "all", target, "--follow", "--interval", interval];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", `--config=${config}`, program, ...args],
    detached: true, // As in another terminal: Linux shares its processors by sessions.
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** Trains for a time. @returns What each step took, in milliseconds. */
async function train(board: Board, work: number, forMs: number): Promise<number[]> {
  const times: number[] = [];
  for (const end = performance.now() + forMs; performance.now() < end;) {
    const start = performance.now();
    const loss = compute(work);
    board.log(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`metric_${i}`, loss + i])));
    times.push(performance.now() - start);
    if (times.length % 10 === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  return times;
}

/** How much work takes a step's time, as far as the machine is idle. */
function calibrate(): number {
  let work = 10_000;
  let ms = 0;
  while (ms < STEP_MS) {
    work *= 1.2;
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      compute(work);
      return performance.now() - start;
    });
    ms = Math.min(...times);
  }
  return work;
}

function compute(work: number): number {
  let sum = 0;
  for (let i = 1; i < work; i++) sum += Math.sqrt(i) / (1 + sum * sum);
  return sum;
}

/** Processor time of a process, in milliseconds; 0 without one. */
function cpuMsOf(process?: Deno.ChildProcess): number {
  if (process === undefined) return 0;
  const fields = Deno.readTextFileSync(`/proc/${process.pid}/stat`).replace(/^.*\) /, "").split(
    " ",
  );
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
