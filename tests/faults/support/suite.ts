/**
 * How the suite runs: short as part of all tests, long by `deno task
 * test:faults`, with a seed that is printed and can be given again.
 *
 * @module
 */
import { Random } from "./random.ts";

/** Whether this is the long run: the environment variable `KOBO_FAULTS` is `long`. */
export const LONG = Deno.env.get("KOBO_FAULTS") === "long";

/** What all random choices follow from. Repeat a run with `KOBO_FAULTS_SEED=<seed>`. */
export const SEED = Deno.env.get("KOBO_FAULTS_SEED") ?? String(Date.now() % 1_000_000);

/** The backends that every promise holds for. */
export const BACKENDS = ["duckdb", "parquet"] as const;

/** One of them. */
export type BackendName = typeof BACKENDS[number];

/**
 * A number for the short run, and one for the long run. `KOBO_FAULTS_COUNT`
 * stands in for the latter, to run it in pieces.
 */
export function count(short: number, long: number): number {
  if (!LONG) return short;
  return Math.min(long, Number(Deno.env.get("KOBO_FAULTS_COUNT") ?? long));
}

/** What a test finds around it. */
export interface FaultContext {
  /** Of this test alone, so that tests repeat in any order. */
  random: Random;
  /** A folder that is removed after the test. */
  dir: string;
  /** Says something below the test's name. */
  say(text: string): void;
}

/** What a test needs. */
export interface FaultOptions {
  /** Only in the long run. */
  long?: boolean;
  /** Programs that must be there. */
  programs?: readonly string[];
  /** Whether it mounts a file system. */
  mounts?: boolean;
}

/** Defines a test, named after the row of the table of faults that it tries. */
export function faultTest(
  row: number,
  fault: string,
  test: (context: FaultContext) => Promise<void>,
  { long = false, programs = [], mounts = false }: FaultOptions = {},
): void {
  const name = `fault ${String(row).padStart(2, "0")}: ${fault}`;
  const missing = [
    ...programs.filter((program) => !hasProgram(program)),
    ...(mounts && LONG && !canMount() ? ["the right to mount a tmpfs"] : []),
  ];
  if (long && LONG && missing.length > 0) {
    console.log(`Left out, for want of ${missing.join(" and ")}: ${name}`);
  }
  Deno.test({
    name,
    ignore: Deno.build.os === "windows" || (long && !LONG) || missing.length > 0,
    async fn() {
      const dir = Deno.makeTempDirSync({ prefix: "kobo_fault_" });
      const said: string[] = [`seed ${SEED}`];
      let passed = false;
      try {
        await test({
          random: new Random(`${SEED} ${name}`),
          dir,
          say: (text) => void said.push(text),
        });
        passed = true;
      } finally {
        console.log(`${name}\n  ${said.join("\n").replaceAll("\n", "\n  ")}`);
        // What failed is kept, to be looked at.
        if (passed) Deno.removeSync(dir, { recursive: true });
        else console.log(`  its files are in ${dir}`);
      }
    },
  });
}

/** Whether a program can be started. */
export function hasProgram(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

let mayMount: boolean | undefined;

/** Whether this process may mount a tmpfs. */
export function canMount(): boolean {
  if (mayMount !== undefined) return mayMount;
  const dir = Deno.makeTempDirSync();
  try {
    const run = (command: string, ...args: string[]) =>
      new Deno.Command(command, { args, stdout: "null", stderr: "null" }).outputSync().success;
    mayMount = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", dir) && run("umount", dir);
  } catch {
    mayMount = false;
  }
  Deno.removeSync(dir);
  return mayMount;
}
