import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { TempDir } from "../../testing/temp_dir.ts";
import { JOURNALS } from "./forgeries/journals.ts";
import { LINKS } from "./forgeries/links.ts";
import { PATHS } from "./forgeries/paths.ts";
import { SIZES } from "./forgeries/sizes.ts";
import { STRAYS } from "./forgeries/strays.ts";
import { TEXTS } from "./forgeries/texts.ts";
import { makeDecoyHome } from "./support/decoy_home.ts";
import { ForgedBoard, type Forgery, type ForgeryWorld } from "./support/forgery.ts";
import { type Job, openInChildren, type StepReport, STEPS } from "./support/opener.ts";
import { makeSoundBoards } from "./support/sound_boards.ts";

/** The checkout whose code is tested: an earlier one shows what a forgery does to it. */
const ROOT = Deno.env.get("KOBO_HOSTILE_ROOT") ?? fromFileUrl(new URL("../..", import.meta.url));
/** A part of a forgery's name, to try a few. */
const ONLY = Deno.env.get("KOBO_HOSTILE_ONLY") ?? "";
/** All steps for each board; otherwise each has some of those that only read, in turn. */
const IS_LONG = Deno.env.get("KOBO_HOSTILE") === "long";
/**
 * Small on disk and large in memory: what these take of memory and time is not bounded yet, only
 * that of the process that reads them. To be emptied.
 */
const KNOWN_GAPS = [
  "many_columns",
  "many_columns_and_rows",
  "parquet_with_a_text_of_300_mb",
  "parquet_of_a_billion_values",
  "parquet_that_names_a_row_group_often",
  "duckdb_with_a_long_text",
  "duckdb_with_generated_columns",
];
const LIMITS = {
  cpuMs: 5_000,
  wallMs: Number(Deno.env.get("KOBO_HOSTILE_WALL_MS") ?? 20_000),
  peakMiB: 1_200,
};

const dir = new TempDir();
globalThis.addEventListener("unload", () => dir[Symbol.dispose]());
const world: ForgeryWorld = {
  home: dir.join("home"),
  marker: dir.join("code_has_run"),
  sound: dir.join("sound"),
  cache: dir.join("cache"),
};
let isMade: Promise<void> | undefined;

/** Those of the second part take minutes: `KOBO_HOSTILE=long`. */
const GROUPS: Record<string, Record<string, Forgery>> = {
  PATHS,
  LINKS,
  TEXTS,
  STRAYS,
  ...(IS_LONG ? { JOURNALS, SIZES } : {}),
};
for (const [group, forgeries] of Object.entries(GROUPS)) {
  Deno.test(`${group}: a forged board harms nobody who opens it`, async () => {
    await (isMade ??= makeWorld());
    const jobs: Job[] = [];
    for (const [name, forge] of Object.entries(forgeries)) {
      if (!name.includes(ONLY) || (KNOWN_GAPS.includes(name) && !IS_LONG)) continue;
      jobs.push({ ...await makeJob(name, forge), steps: stepsOf(jobs.length) });
    }
    const reports: StepReport[] = [];
    const failures = await openInChildren(
      jobs,
      LIMITS,
      ROOT,
      dir.join(`${group}.jsonl`),
      (report) => reports.push(report),
    );
    if (Deno.env.has("KOBO_HOSTILE_VERBOSE")) printReports(reports);
    assertEquals(failures.map(({ name, step, what }) => `${name}, ${step}: ${what}`), []);
  });
}

async function makeWorld(): Promise<void> {
  makeDecoyHome(world.home);
  await makeSoundBoards(world.sound);
}

async function makeJob(name: string, forge: Forgery): Promise<Omit<Job, "steps">> {
  const dirs = { read: "", repair: "", resume: "", prune: "" };
  for (const use of ["read", "repair", "resume", "prune"] as const) {
    dirs[use] = dir.join("boards", use, name);
    await forge(new ForgedBoard(join(dirs[use], name), world));
  }
  const out = dir.join("out", name);
  Deno.mkdirSync(out, { recursive: true });
  return { name, dirs, out, home: world.home, marker: world.marker };
}

/** The steps of a board: of those that only read, some, and others in turn. */
function stepsOf(index: number): string[] {
  const reading = STEPS.slice(0, STEPS.indexOf("repair"));
  const others = STEPS.slice(reading.length);
  if (IS_LONG) return [...STEPS];
  const chosen = ["list_json", "show", "verify", reading[index % reading.length]];
  return [...reading.filter((step) => chosen.includes(step)), ...others];
}

function printReports(reports: readonly StepReport[]): void {
  for (const { name, step, code, wallMs, cpuMs, peakMiB } of reports) {
    console.log(
      [name, step, code, Math.round(wallMs), cpuMs, Math.round(peakMiB)].join("\t"),
    );
  }
}
