/**
 * Measures a call of ten scalars beside other trackers and loggers, by turns: each round runs every
 * one of them once, in a process of its own, at the pace of a training step and in a tight loop.
 * What counts are the ratios; the load of the machine stands beside them.
 *
 * The Python packages are installed with pip the first time, each in a virtual environment of its
 * own, in the folder for caches. One that cannot be installed is named as left out.
 *
 * ```sh
 * deno task bench:peers                  # five rounds
 * BENCH_RUNS=1 deno task bench:peers pino wandb
 * ```
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { median } from "../table.ts";

/** The packages, pinned. */
const PACKAGES: Record<string, string[]> = {
  wandb: ["wandb==0.31.0"],
  trackio: ["trackio==0.43.0"],
  tensorboardX: ["tensorboardX==2.6.5"],
  swanlab: ["swanlab==0.10.3"],
  aim: ["aim==3.29.1"],
  mlflow: ["mlflow-skinny==3.17.2"],
};
const OURS = ["board", "pino"];
/** Milliseconds of work before each call, and how many steps are measured. */
const PACES = [{ paceMs: 25, steps: 120 }, { paceMs: 1, steps: 500 }, { paceMs: 0, steps: 2000 }];
const RUN_MS = 120_000;
const INSTALL_MS = 600_000;

interface Times {
  medianUs: number;
  meanUs: number;
}

const runs = Number(Deno.env.get("BENCH_RUNS") ?? 5);
const leftOut = new Map<string, string>();
const programs = new Map<string, string[]>();
const asked = ["board", ...Deno.args.length > 0 ? Deno.args : ["pino", ...Object.keys(PACKAGES)]];
for (const name of new Set(asked)) {
  const program = await programOf(name);
  if (typeof program === "string") leftOut.set(name, program);
  else programs.set(name, program);
}
console.log(
  `# Beside others\n\nTen scalars per call. Medians of ${runs} rounds, by turns, each in a process of ` +
    `its own; ${navigator.hardwareConcurrency} processors, Deno ${Deno.version.deno}, ` +
    `${new Date().toISOString().slice(0, 10)}.\n`,
);
for (const pace of PACES) await measure(pace.paceMs, pace.steps);
for (const [name, reason] of leftOut) console.log(`Left out: ${name}, ${reason}`);
Deno.exit(0);

async function measure(paceMs: number, steps: number): Promise<void> {
  const times = new Map<string, Times[]>();
  const loads: number[] = [];
  for (let run = 0; run < runs; run++) {
    loads.push(Deno.loadavg()[0] ?? NaN);
    for (const [name, program] of programs) {
      if (leftOut.has(name)) continue;
      const measured = await runOnce(program, [name, String(steps), String(paceMs)]);
      if (typeof measured === "string") leftOut.set(name, measured);
      else times.set(name, [...times.get(name) ?? [], measured]);
    }
  }
  const work = paceMs === 0 ? "a tight loop" : `after ${paceMs} ms of work`;
  const from = Math.min(...loads).toFixed(1);
  console.log(`## ${work}, load ${from} to ${Math.max(...loads).toFixed(1)}\n`);
  console.log(
    "| what | µs, the median call | ratio | µs, the mean |\n| --- | ---: | ---: | ---: |",
  );
  const medianOf = (name: string, key: keyof Times) =>
    median((times.get(name) ?? []).map((each) => each[key]));
  const ours = medianOf("board", "medianUs");
  for (const name of times.keys()) {
    const [usual, mean] = [medianOf(name, "medianUs"), medianOf(name, "meanUs")];
    console.log(
      `| ${name} | ${usual.toFixed(2)} | ${(usual / ours).toFixed(1)} | ${mean.toFixed(2)} |`,
    );
  }
  console.log("");
}

/** The program that logs with one of them, and its first arguments; or why there is none. */
async function programOf(name: string): Promise<string[] | string> {
  const path = (file: string) => fromFileUrl(new URL(file, import.meta.url));
  if (OURS.includes(name)) {
    const config = path("../../deno.json");
    return [Deno.execPath(), "run", "-A", "--no-check", "--config", config, path("log_ours.ts")];
  }
  const packages = PACKAGES[name];
  if (packages === undefined) return "it is none of those that are compared";
  const python = await environmentWith(packages);
  return python.startsWith("/") ? [python, path("log_peer.py")] : python;
}

/** The interpreter of a virtual environment with some packages; or why there is none. */
async function environmentWith(packages: readonly string[]): Promise<string> {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? "/tmp", ".cache");
  const dir = join(cache, "kohakuboard", `peer_${packages.join("_").replaceAll("==", "_")}`);
  const python = join(dir, "bin", "python");
  if (await exists(join(dir, "complete"))) return python;
  await Deno.mkdir(join(cache, "kohakuboard"), { recursive: true });
  const made = await run(["python3", "-m", "venv", "--clear", dir], INSTALL_MS);
  if (made.problem !== undefined) return `Python's venv cannot be made: ${made.problem}`;
  const install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  const options = ["--retries", "1", "--timeout", "10", "--only-binary", ":all:"];
  const installed = await run([...install, ...options, ...packages], INSTALL_MS);
  if (installed.problem !== undefined) return `pip cannot install it: ${installed.problem}`;
  await Deno.writeTextFile(join(dir, "complete"), "");
  return python;
}

async function runOnce(
  program: readonly string[],
  args: readonly string[],
): Promise<Times | string> {
  const cwd = await Deno.makeTempDir();
  try {
    const { stdout, problem } = await run([...program, ...args], RUN_MS, cwd);
    if (problem !== undefined) return `it failed: ${problem}`;
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  } finally {
    await Deno.remove(cwd, { recursive: true }).catch(() => {});
  }
}

/** Runs a program for so long at most. @returns What it printed, and what went wrong in one line. */
async function run(
  [program = "", ...args]: readonly string[],
  maxMs: number,
  cwd?: string,
): Promise<{ stdout: string; problem?: string }> {
  const stop = AbortSignal.timeout(maxMs);
  try {
    const child = new Deno.Command(program, {
      args,
      cwd,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      env: { HOME: cwd ?? Deno.env.get("HOME") ?? "/tmp", DENO_DIR: denoDir() },
    }).spawn();
    const kill = () => child.kill("SIGKILL");
    stop.addEventListener("abort", kill);
    const output = await child.output();
    stop.removeEventListener("abort", kill);
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    if (output.code === 0) return { stdout: text(output.stdout) };
    const problem = text(output.stderr).trim().split("\n").at(-1) || `it ended with ${output.code}`;
    return { stdout: "", problem: stop.aborted ? `it took more than ${maxMs / 1000} s` : problem };
  } catch (error) {
    return { stdout: "", problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A process in another home would download all packages. */
function denoDir(): string {
  return Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "/tmp", ".cache", "deno");
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
