import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { TempDir } from "../../../testing/temp_dir.ts";
import { differenceOf, makeDecoyHome, snapshotOf } from "./decoy_home.ts";
import { ForgedBoard, type Forgery, type ForgeryWorld } from "./forgery.ts";
import { type Job, openInChildren, type StepReport, STEPS } from "./opener.ts";
import { makeSoundBoards, SOUND } from "./sound_boards.ts";
import { viewBoards } from "./view_boards.ts";

/** The checkout whose code is tested: an earlier one shows what a forgery does to it. */
const ROOT = Deno.env.get("KOBO_HOSTILE_ROOT") ?? fromFileUrl(new URL("../../..", import.meta.url));
/** A part of a forgery's name, to try a few. */
const ONLY = Deno.env.get("KOBO_HOSTILE_ONLY") ?? "";
/** What each step may take. */
const LIMITS = {
  cpuMs: 5_000,
  /** The machine may be busy. */
  wallMs: Number(Deno.env.get("KOBO_HOSTILE_WALL_MS") ?? 60_000),
  /** A few hundred megabytes of text are copied several times on their way to the terminal. */
  peakMiB: 2_000,
};
/** Of the steps that only read each board takes these, and some of the others, in turn. */
const ALWAYS: readonly string[] = ["list_json", "show", "verify"];
const IN_TURN = 3;

/**
 * Opens forged boards in every way, in the home folder of somebody who has
 * something to lose. One that ends its process, hangs, takes too much, changes
 * what is not its own or prints what steers a terminal fails the test.
 */
export async function tryForgeries(forgeries: Record<string, Forgery>): Promise<void> {
  using dir = new TempDir();
  const world: ForgeryWorld = {
    home: dir.join("home"),
    marker: dir.join("code_has_run"),
    sound: dir.join("sound"),
    cache: dir.join("cache"),
  };
  makeDecoyHome(world.home);
  await makeSoundBoards(world.sound);
  const chosen = Object.entries(forgeries).filter(([name]) => name.includes(ONLY));
  const jobs: Job[] = [];
  for (const [name, forge] of chosen) {
    jobs.push(await makeJob(dir, world, name, forge, stepsOf(jobs.length)));
  }
  const failures = await openInChildren(jobs, LIMITS, ROOT, dir.join("reports"), (report) => {
    if (Deno.env.has("KOBO_HOSTILE_VERBOSE")) printReport(report);
  });
  const viewed = dir.join("viewed");
  for (const [name, forge] of chosen) await forge(new ForgedBoard(join(viewed, name), world));
  for (const id of SOUND) await new ForgedBoard(join(viewed, id), world).copyOf(id);
  const before = snapshotOf(world.home);
  failures.push(...await viewBoards(viewed, chosen.map(([name]) => name), SOUND));
  for (const line of differenceOf(before, snapshotOf(world.home))) {
    failures.push({ name: "one of all", step: "view", what: `changed home: ${line}` });
  }
  assertEquals(failures.map(({ name, step, what }) => `${name}, ${step}: ${what}`), []);
}

async function makeJob(
  dir: TempDir,
  world: ForgeryWorld,
  name: string,
  forge: Forgery,
  steps: readonly string[],
): Promise<Job> {
  const dirs = { read: "", repair: "", resume: "", prune: "" };
  for (const use of ["read", "repair", "resume", "prune"] as const) {
    dirs[use] = dir.join("boards", use, name);
    await forge(new ForgedBoard(join(dirs[use], name), world));
  }
  const out = dir.join("out", name);
  Deno.mkdirSync(out, { recursive: true });
  return { name, steps, dirs, out, home: world.home, marker: world.marker };
}

/** The steps of a board: all in turn that only read, and all others. */
function stepsOf(index: number): string[] {
  const count = STEPS.indexOf("repair");
  const inTurn = new Set(ALWAYS);
  for (let more = 0; more < IN_TURN; more++) {
    inTurn.add(STEPS[(IN_TURN * index + more) % count]!);
  }
  return STEPS.filter((step, at) => at >= count || inTurn.has(step));
}

function printReport({ name, step, code, wallMs, cpuMs, peakMiB }: StepReport): void {
  console.log([name, step, code, Math.round(wallMs), cpuMs, Math.round(peakMiB)].join("\t"));
}
