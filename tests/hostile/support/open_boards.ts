/**
 * A process that opens boards in every way: reads jobs from stdin, says on the
 * file of its second argument what it begins and what came of it, and
 * separates on stdout and stderr what each step prints.
 *
 * Its first argument is the checkout whose code opens them.
 *
 * @module
 */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join, toFileUrl } from "@std/path";
import { differenceOf, makeDecoyHome, snapshotOf } from "./decoy_home.ts";
import type { Job, StepReport } from "./opener.ts";
import { exists } from "../../../system/exists.ts";

const [root = "", reports = ""] = Deno.args;
const jobs: Job[] = JSON.parse(await new Response(Deno.stdin.readable).text());
// The folders of earlier versions differ, these two names do not.
const { run } = await import(toFileUrl(join(root, "cli/run.ts")).href);
const { Board } = await import(toFileUrl(join(root, "mod.ts")).href);

for (const job of jobs) {
  for (const [step, args] of Object.entries(commandsOf(job))) {
    if (!job.steps.includes(step)) continue;
    await take(job, step, args);
  }
}
Deno.exit(0);

function commandsOf({ name, dirs, out }: Job): Record<string, string[]> {
  const { read, repair, resume, prune } = dirs;
  const query = "SELECT * FROM metrics";
  return {
    list: ["list", "--dir", read],
    list_json: ["list", "--json", "--dir", read],
    show: ["show", name, "--dir", read],
    show_json: ["show", name, "--json", "--dir", read],
    show_media: ["show", name, "--media", "--dir", read],
    show_table: ["show", name, "--table", "t", "--dir", read],
    sql: ["sql", name, query, "--dir", read],
    sql_json: ["sql", name, query, "--json", "--limit", "5", "--dir", read],
    sql_all: ["sql", "all", "SELECT * FROM runs", "--dir", read],
    tail: ["tail", name, "--no-follow", "--dir", read],
    export: ["export", name, "--out", join(out, "x.csv"), "--overwrite", "--dir", read],
    dataset: ["dataset", join(out, "dataset"), "--dir", read],
    verify: ["verify", name, "--dir", read],
    files: ["files", name, "--dir", read],
    files_json: ["files", name, "--json", "--dir", read],
    download: ["files", name, "--download", "ckpt", "--out", join(out, "ckpt"), "--dir", read],
    edit: ["edit", name, "--title", "mine", "--tag", "a", "--dir", read],
    watch: ["watch", "--once", "--dir", read],
    sync: ["sync", name, join(out, "store"), "--dir", read],
    share: ["share", name, "--out", join(out, "site"), "--yes", "--dir", read],
    repair: ["repair", name, "--dir", repair],
    fork: ["fork", name, repair],
    resume: ["resume", name, resume],
    resume_all: ["resume_all", name, resume, out],
    prune: ["prune", "--name", "*", "--yes", "--dir", prune],
  };
}

async function take(job: Job, step: string, args: string[]): Promise<void> {
  const { name, home, marker, dirs } = job;
  const begun = { name, step };
  appendFileSync(reports, `${JSON.stringify(begun)}\n`);
  separate(`${name} ${step}`);
  resetPeak();
  const [homeBefore, boardBefore] = [snapshotOf(home), snapshotOf(join(dirs.read, name))];
  const cpu = Deno.build.os === "linux" ? processCpuMs() : 0;
  const start = performance.now();
  let code = 0;
  let thrown: string | undefined;
  try {
    if (step === "resume") await resume(args[1]!, args[2]!);
    else if (step === "resume_all") await resumeAll(args[1]!, args[2]!, args[3]!);
    else if (step === "fork") await fork(args[1]!, args[2]!);
    else code = await run(args);
  } catch (error) {
    code = -1;
    thrown = /^(resume|fork)/.test(step) ? undefined : String(error);
  }
  const report: StepReport = {
    ...begun,
    code,
    wallMs: performance.now() - start,
    cpuMs: Deno.build.os === "linux" ? processCpuMs() - cpu : 0,
    peakMiB: peakMiB(),
    changed: [
      ...differenceOf(homeBefore, snapshotOf(home)).map((line) => `home: ${line}`),
      ...differenceOf(boardBefore, snapshotOf(join(dirs.read, name))).map((line) =>
        `read board: ${line}`
      ),
    ],
    ranCode: exists(marker),
    ...(thrown === undefined ? {} : { thrown }),
  };
  appendFileSync(reports, `${JSON.stringify(report)}\n`);
  if (report.changed.length > 0) makeDecoyHome(home);
  if (report.ranCode) Deno.removeSync(marker);
}

async function resume(boardId: string, baseDir: string): Promise<void> {
  const board = new Board({ name: "resumed", boardId, baseDir });
  board.log({ resumed: 1 });
  await board.finish();
}

/** Goes on with all that a script may log. */
async function resumeAll(boardId: string, baseDir: string, out: string): Promise<void> {
  const board = new Board({ name: "resumed", boardId, baseDir, systemMetrics: false });
  board.log({ resumed: 1, loss: 1 });
  board.logImages("own", { data: new Uint8Array(16).fill(7), width: 4, height: 4 });
  board.alert("resumed");
  writeFileSync(join(out, "own.pt"), "own");
  board.logFile("ckpt", join(out, "own.pt"), { keep: 1 });
  await board.finish();
}

async function fork(boardId: string, baseDir: string): Promise<void> {
  const forkFrom = { boardId, step: 0 };
  const board = new Board({ name: "fork", boardId: `${boardId}_fork`, baseDir, forkFrom });
  board.log({ forked: 1 });
  await board.finish();
}

function separate(title: string): void {
  for (const stream of [Deno.stdout, Deno.stderr]) {
    stream.writeSync(new TextEncoder().encode(`\n@@ ${title}\n`));
  }
}

/** Linux forgets how much memory the process has had at most. */
function resetPeak(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Elsewhere the peak is that of all steps so far, or is not known.
  }
}

function peakMiB(): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024;
  } catch {
    return 0;
  }
}

function processCpuMs(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
