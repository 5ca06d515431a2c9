import { fromFileUrl, join } from "@std/path";
import { ProcessEffort } from "../../../testing/process_effort.ts";
import { denoDir } from "../../../testing/deno_dir.ts";

/** All steps of a job, in their order. */
export const STEPS = [
  "list",
  "list_json",
  "show",
  "show_json",
  "show_media",
  "show_table",
  "sql",
  "sql_json",
  "sql_all",
  "tail",
  "export",
  "dataset",
  "verify",
  "files",
  "files_json",
  "download",
  "edit",
  "watch",
  "sync",
  "share",
  "repair",
  "fork",
  "resume",
  "resume_all",
  "prune",
] as const;

/** A board to be opened in some ways: each folder has a board of its name, and nothing else. */
export interface Job {
  name: string;
  steps: readonly string[];
  dirs: { read: string; repair: string; resume: string; prune: string };
  /** Where exports go. */
  out: string;
  home: string;
  marker: string;
}

/** What came of a step. */
export interface StepReport {
  name: string;
  step: string;
  /** The exit code; -1 where it threw. */
  code: number;
  wallMs: number;
  cpuMs: number;
  /** The most memory that the process had, where the system tells. */
  peakMiB: number;
  /** What changed that must not. */
  changed: string[];
  ranCode: boolean;
  /** What a command threw that is none of its own errors. */
  thrown?: string;
}

/** What went wrong in a step. */
export interface Failure {
  name: string;
  step: string;
  what: string;
}

/** Limits of a step. */
export interface StepLimits {
  /** Processor time of all its threads. */
  cpuMs: number;
  /** A step that uses no processor waits for something: it is ended when it could go on for so long. */
  wallMs: number;
  peakMiB: number;
  /** Whether an error must be one that says something to who opens the board. */
  isWorded?: boolean;
}

const SCRIPT = fromFileUrl(new URL("open_boards.ts", import.meta.url));
/** Whatever steers a terminal or the direction of text; lines end with a line feed. */
const STEERING =
  // deno-lint-ignore no-control-regex -- they are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
/** What an error of the language itself says: of no use to who opens a board. */
const INTERNAL =
  /is not a function|Cannot convert |Cannot mix BigInt|Maximum call stack|Cannot read prop|is not iterable|Invalid (array|string) length|Invalid time value|of (undefined|null)\b/;

/**
 * Opens boards in child processes, one after the other in each, and returns
 * what went wrong. A step that ends its process, or does not end, costs that
 * process; the next one goes on behind it.
 *
 * @param root The checkout whose code opens them.
 * @param reports A file for the process's reports.
 */
export async function openInChildren(
  jobs: readonly Job[],
  limits: StepLimits,
  root: string,
  reports: string,
  onReport: (report: StepReport) => void = () => {},
): Promise<Failure[]> {
  const failures: Failure[] = [];
  let left = [...jobs];
  while (left.length > 0) {
    const end = await openInChild(left, limits, root, reports);
    for (const report of end.done) {
      onReport(report);
      failures.push(...failuresOf(report, limits));
    }
    failures.push(...end.printed);
    if (end.cut === undefined) {
      if (end.code !== 0) throw new Error(`The process that opens boards failed: ${end.stderr}`);
      return failures;
    }
    const { name, step } = end.cut;
    failures.push({ name, step, what: end.why });
    left = jobsAfter(left, name, step);
  }
  return failures;
}

function jobsAfter(jobs: readonly Job[], name: string, step: string): Job[] {
  const at = jobs.findIndex((job) => job.name === name);
  const [job, ...others] = jobs.slice(at);
  // What ends one way to read a board ends the others too, and each costs its time.
  const next = Math.max(job!.steps.indexOf(step) + 1, job!.steps.indexOf("repair"));
  const steps = job!.steps.slice(next);
  return steps.length === 0 ? others : [{ ...job!, steps }, ...others];
}

function failuresOf(report: StepReport, limits: StepLimits): Failure[] {
  const { name, step, cpuMs, peakMiB, changed, ranCode, thrown } = report;
  const all: string[] = [];
  if (cpuMs > limits.cpuMs) all.push(`took ${Math.round(cpuMs)} ms of the processor`);
  if (peakMiB > limits.peakMiB) all.push(`took ${Math.round(peakMiB)} MiB`);
  if (changed.length > 0) all.push(`changed ${changed.join("; ")}`);
  if (ranCode) all.push("ran code of the board");
  if (thrown !== undefined) all.push(`threw ${thrown.slice(0, 200)}`);
  return all.map((what) => ({ name, step, what }));
}

async function openInChild(
  jobs: readonly Job[],
  limits: StepLimits,
  root: string,
  reports: string,
) {
  Deno.writeTextFileSync(reports, "");
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "-q",
      "--no-check",
      `--config=${join(root, "deno.json")}`,
      SCRIPT,
      root,
      reports,
    ],
    env: { NO_COLOR: "1", HOME: jobs[0]!.home, DENO_DIR: denoDir(), COLUMNS: "100" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode(JSON.stringify(jobs)));
  await input.close();
  const watch = watchSteps(child, reports, limits);
  const [{ code, signal }, stdout, stderr] = await Promise.all([
    child.status,
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  const hung = watch.stop();
  const lines = linesOf(reports);
  const done = lines.filter((line): line is StepReport => "code" in line);
  const last = lines.at(-1);
  const cut = last === undefined || "code" in last ? undefined : last;
  const why = hung !== undefined
    ? `had not ended after ${hung} ms`
    : `ended its process (${signal ?? `code ${code}`}): ${stderr.slice(-300)}`;
  const printed = [
    ...faultsIn(stdout, "stdout", STEERING),
    ...faultsIn(stderr, "stderr", STEERING),
    ...(limits.isWorded ? faultsIn(stderr, "stderr", INTERNAL) : []),
  ];
  return { done, cut, why, code, stderr: stderr.slice(-1000), printed };
}

/** Ends a process whose step does not end. */
function watchSteps(child: Deno.ChildProcess, reports: string, limits: StepLimits) {
  let count = -1;
  let effort = new ProcessEffort(child.pid);
  let hung: number | undefined;
  const timer = setInterval(() => {
    const now = linesOf(reports).length;
    if (now !== count) {
      count = now;
      effort = new ProcessEffort(child.pid);
      return;
    }
    const { ms } = effort;
    if (ms < limits.wallMs) return;
    hung ??= Math.round(ms);
    try {
      child.kill("SIGKILL");
    } catch {
      // It has just ended.
    }
  }, 500);
  return {
    stop(): number | undefined {
      clearInterval(timer);
      return hung;
    },
  };
}

function linesOf(reports: string): (StepReport | { name: string; step: string })[] {
  return Deno.readTextFileSync(reports).split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

function faultsIn(output: string, stream: string, pattern: RegExp): Failure[] {
  return output.split("\n@@ ").slice(1).flatMap((part) => {
    const [title = "", ...lines] = part.split("\n");
    const [name = "", step = ""] = title.split(" ");
    const found = pattern.exec(lines.join("\n"));
    if (found === null) return [];
    const [text] = found;
    const code = text.charCodeAt(0).toString(16).padStart(4, "0");
    const what = text.length === 1 ? `U+${code}` : `"${text}"`;
    return [{ name, step, what: `printed ${what} to ${stream}` }];
  });
}
