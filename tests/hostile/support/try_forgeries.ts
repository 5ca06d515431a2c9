import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { TempDir } from "../../../testing/temp_dir.ts";
import { differenceOf, makeDecoyHome, snapshotOf } from "./decoy_home.ts";
import { ForgedBoard, type Forgery, type ForgeryWorld, worldIn } from "./forgery.ts";
import { type Failure, type Job, openInChildren, type StepReport, STEPS } from "./opener.ts";
import { makeSoundBoards, SOUND } from "./sound_boards.ts";
import { viewBoards } from "./view_boards.ts";

/** The checkout whose code is tested: an earlier one shows what a forgery does to it. */
const ROOT = Deno.env.get("KOBO_HOSTILE_ROOT") ?? fromFileUrl(new URL("../../..", import.meta.url));
/** A part of a forgery's name, to try a few. */
const ONLY = Deno.env.get("KOBO_HOSTILE_ONLY") ?? "";
/** What each step may take. */
const LIMITS = {
  cpuMs: 5_000,
  /** Time in which its process could go on, by `ProcessEffort`. */
  wallMs: Number(Deno.env.get("KOBO_HOSTILE_WALL_MS") ?? 60_000),
  /** A few hundred megabytes of text are copied several times on their way to the terminal. */
  peakMiB: 2_000,
};
/** Each board alone by each command, which takes a quarter of an hour. */
const IS_LONG = Deno.env.get("KOBO_FAULTS") === "long";
/** Of the steps that only read each board takes these, and one of the others, in turn. */
const ALWAYS: readonly string[] = ["show", "sql", "tail", "export", "verify"];
const IN_TURN = ["show_json", "show_media", "show_table", "sql_json"] as const;
/** The steps that change a board, and which of its copies each takes. */
const COPIES: Readonly<Record<string, "repair" | "resume" | "prune">> = {
  repair: "repair",
  fork: "repair",
  resume: "resume",
  resume_all: "resume",
  prune: "prune",
};
/** So many processes open boards at once, beside the viewer. */
const PROCESSES = 2;

/**
 * Opens forged boards in every way, in the home folder of somebody who has
 * something to lose. One that ends its process, hangs, takes too much, changes
 * what is not its own or prints what steers a terminal fails the test.
 *
 * Commands for all boards (`list`, `sql all`, `dataset`) see them all in one folder.
 *
 * @param stepsBy The steps that a forgery aims at, by its name; without them, those that most take.
 */
export async function tryForgeries(
  forgeries: Record<string, Forgery>,
  stepsBy: Readonly<Record<string, readonly string[]>> = {},
): Promise<void> {
  using dir = new TempDir();
  const world = worldIn(dir);
  makeDecoyHome(world.home);
  await makeSoundBoards(world.sound);
  const chosen = Object.entries(forgeries).filter(([name]) => name.includes(ONLY));
  const jobs: Job[] = [];
  for (const [name, forge] of chosen) {
    const steps = IS_LONG ? STEPS : stepsBy[name] ?? stepsOf(jobs.length);
    jobs.push(await makeJob(dir, world, name, forge, steps));
  }
  const viewed = dir.join("viewed");
  for (const [name, forge] of chosen) await forge(new ForgedBoard(join(viewed, name), world));
  for (const id of SOUND) await new ForgedBoard(join(viewed, id), world).copyOf(id);
  const before = snapshotOf(world.home);
  const isWorded = Object.keys(stepsBy).length > 0;
  const ends = await Promise.all([
    ...Array.from({ length: PROCESSES }, (_, index) =>
      openInChildren(
        jobs.filter((_, at) => at % PROCESSES === index),
        { ...LIMITS, isWorded },
        ROOT,
        dir.join(`reports_${index}`),
        (report) => {
          if (Deno.env.has("KOBO_HOSTILE_VERBOSE")) printReport(report);
        },
      )),
    viewBoards(viewed, chosen.map(([name]) => name), SOUND),
  ]);
  const failures = ends.flat();
  if (!IS_LONG) failures.push(...await openTogether(dir, world, chosen));
  for (const line of differenceOf(before, snapshotOf(world.home))) {
    failures.push({ name: "one of all", step: "any", what: `changed home: ${line}` });
  }
  assertEquals(failures.map(({ name, step, what }) => `${name}, ${step}: ${what}`), []);
}

/** Opens all boards in one folder with the commands for all boards. */
async function openTogether(
  dir: TempDir,
  world: ForgeryWorld,
  forgeries: readonly (readonly [string, Forgery])[],
): Promise<Failure[]> {
  const together = dir.join("together");
  const pruned = dir.join("pruned");
  for (const [name, forge] of forgeries) {
    for (const folder of [together, pruned]) {
      await forge(new ForgedBoard(join(folder, name), world));
    }
  }
  const out = dir.join("out", "together");
  Deno.mkdirSync(out, { recursive: true });
  const { home, marker } = world;
  const dirs = { read: together, repair: together, resume: together, prune: pruned };
  const steps = ["list", "list_json", "sql_all", "dataset", "prune"];
  const cpuMs = LIMITS.cpuMs * Math.ceil(forgeries.length / 20);
  return await openInChildren(
    [{ name: "", steps, dirs, out, home, marker }],
    { ...LIMITS, cpuMs },
    ROOT,
    dir.join("reports_together"),
    (report) => {
      if (Deno.env.has("KOBO_HOSTILE_VERBOSE")) printReport(report);
    },
  );
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
    const isUsed = use === "read" || steps.some((step) => COPIES[step] === use);
    if (!isUsed) continue;
    dirs[use] = dir.join("boards", use, name);
    await forge(new ForgedBoard(join(dirs[use], name), world));
  }
  const out = dir.join("out", name);
  Deno.mkdirSync(out, { recursive: true });
  return { name, steps, dirs, out, home: world.home, marker: world.marker };
}

/** The steps of a board alone. */
function stepsOf(index: number): readonly string[] {
  return [...ALWAYS, IN_TURN[index % IN_TURN.length]!, "repair", "resume"];
}

function printReport({ name, step, code, wallMs, cpuMs, peakMiB }: StepReport): void {
  console.log([name, step, code, Math.round(wallMs), cpuMs, Math.round(peakMiB)].join("\t"));
}
