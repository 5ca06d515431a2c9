import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { leftovers, type RowsFound } from "./support/board_check.ts";
import { copyFolder } from "./support/copy_folder.ts";
import { distribution } from "./support/distribution.ts";
import { inParallel } from "./support/in_parallel.ts";
import { lastJournaledStep } from "./support/journal_scan.ts";
import { fixture, Script, type ScriptEnd } from "./support/script.ts";
import { Server } from "./support/server.ts";
import { BACKENDS, count, faultTest } from "./support/suite.ts";

/** All calls by which files change. */
const CALLS = ["write", "pwrite64", "rename", "fsync", "fdatasync", "ftruncate", "unlink"];

/** The files of a small run, for strace to look at these calls alone. */
function paths(boardDir: string): string[] {
  const data = join(boardDir, "data");
  const parts = [1, 2, 3, 4, 5, 6].flatMap((n) => [`metrics.00000${n}.parquet`]);
  return [
    join(boardDir, "metadata.json"),
    join(boardDir, "file_checksums.json"),
    ...["", "journal", "journal.finished", "journal/base", "journal/base.tmp", "journal/deferred"]
      .map((dir) => join(data, dir)),
    ...["journal/000001.journal", "journal/000002.journal", "board.duckdb", "board.duckdb.wal"].map(
      (name) => join(data, name),
    ),
    ...["journal/base.tmp/board.duckdb", "journal/base.tmp/metrics.parquet"].map((name) =>
      join(data, name)
    ),
    ...["metrics.parquet", "checksums.json", ...parts].map((name) => join(data, name)),
  ].flatMap((path) => [path, `${path}.tmp`]);
}

interface Run {
  end: ScriptEnd;
  acks: string[];
}

/** Steps that a run logs. */
const STEPS = 9;

async function runUnder(
  inject: string[],
  { dir, boardId, backend, resumed }: {
    dir: string;
    boardId: string;
    backend: string;
    resumed: boolean;
  },
): Promise<Run> {
  const boardDir = join(dir, boardId);
  if (resumed) copyFolder(join(dir, "finished"), boardDir);
  const log = join(dir, `${boardId}.strace`);
  const ackPath = join(dir, `${boardId}.acks`);
  await using script = new Script(fixture("small_run.ts"), {
    args: [backend, dir, boardId, ackPath],
    under: inject.length === 0 ? [] : [
      ...["strace", "-f", "-y", "-s", "16", "-o", log],
      ...["-e", `trace=${CALLS.join(",")}`],
      ...paths(boardDir).flatMap((path) => ["-P", path]),
      ...inject.flatMap((rule) => ["-e", `inject=${rule}`]),
    ],
  });
  const end = await script.end();
  if (inject.length > 0) Deno.removeSync(log);
  return { end, acks: readLines(ackPath) };
}

/** Opens the board as the next run would, and checks that all is there. */
async function assertComplete(
  server: Server,
  reader: Server,
  { dir, boardId, acks, title, key }: {
    dir: string;
    boardId: string;
    acks: string[];
    title: string;
    key: string;
  },
): Promise<number> {
  const boardDir = join(dir, boardId);
  const flushed = Math.max(-1, ...acks.map(Number).filter((step) => !Number.isNaN(step)));
  const least = Math.max(flushed, lastJournaledStep(boardDir));
  const { currentStep } = await server.get<{ currentStep: number }>({
    do: "create",
    key,
    options: { baseDir: dir, boardId },
  });
  await server.get({ do: "finish", key });
  assert(currentStep >= least, `${title}: step ${least} is gone, the last is ${currentStep}`);
  if (currentStep >= 0) {
    const rows = await reader.get<RowsFound>({ do: "rows", dataDir: join(boardDir, "data") });
    const n = currentStep + 1;
    const whole = { rowCount: n, distinct: n, first: 0, last: currentStep, wrongCount: 0 };
    assertEquals(rows, whole, title);
  }
  assertEquals(leftovers(boardDir), [], title);
  Deno.removeSync(boardDir, { recursive: true });
  return currentStep;
}

/** A fresh run, and one that goes on with a finished one. */
const KINDS = [false, true];

for (const backend of BACKENDS) {
  faultTest(2, `SIGKILL at the Nth system call (${backend})`, async ({ dir, say }) => {
    await using server = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    const library = join(dir, "kill_at.so");
    const { success, stderr } = new Deno.Command("cc", {
      args: ["-shared", "-fPIC", "-o", library, fixture("kill_at.c"), "-ldl"],
    }).outputSync();
    assert(success, new TextDecoder().decode(stderr));
    await runUnder([], { dir, boardId: "finished", backend, resumed: false });
    for (const resumed of KINDS) {
      const run = async (at: number, torn: boolean) => {
        const boardId = `run_${resumed}_${at}_${torn}`;
        const boardDir = join(dir, boardId);
        if (resumed) copyFolder(join(dir, "finished"), boardDir);
        const log = join(dir, `${boardId}.calls`);
        const ackPath = join(dir, `${boardId}.acks`);
        await using script = new Script(fixture("small_run.ts"), {
          args: [backend, dir, boardId, ackPath],
          env: {
            LD_PRELOAD: library,
            KOBO_KILL_DIR: boardDir,
            KOBO_KILL_AT: String(at),
            KOBO_KILL_LOG: log,
            ...(torn ? { KOBO_KILL_TORN: "1" } : {}),
          },
        });
        const end = await script.end();
        const calls = readLines(log);
        const acks = readLines(ackPath);
        const title = `${at}th call, ${calls.at(-1)}${torn ? ", torn" : ""}`;
        if (at > 0 && end.signal !== "SIGKILL") assertEquals(end.code, 0, end.stderr);
        const finding = { dir, boardId, acks, title, key: boardId };
        await assertComplete(server, reader, finding);
        return { calls, killed: end.signal === "SIGKILL" };
      };
      const { calls } = await run(0, false);
      // A few more than there were: not every run needs the same number.
      const places = Array.from({ length: Math.min(calls.length + 3, count(9, 1000)) }, (_, i) => ({
        at: i + 1,
        torn: false,
      }));
      const tears = places.filter(({ at }) => /write/.test(calls[at - 1] ?? ""))
        .map(({ at }) => ({ at, torn: true }));
      let killed = 0;
      let tornCount = 0;
      await inParallel([...places, ...tears], 2, async ({ at, torn }) => {
        if (!(await run(at, torn)).killed) return;
        if (torn) tornCount++;
        else killed++;
      });
      say(
        `${resumed ? "resumed" : "fresh"}: killed before each of ${killed} calls and in the ` +
          `middle of ${tornCount} writes; all complete`,
      );
    }
  }, { long: true, programs: ["cc"] });

  faultTest(9, `an I/O error on fsync (${backend})`, async ({ dir, say }) => {
    await using server = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    await runUnder([], { dir, boardId: "finished", backend, resumed: false });
    const rules = ["fsync", "fdatasync"].flatMap((name) => [
      ...Array.from({ length: count(4, 14) }, (_, n) => `${name}:error=EIO:when=${n + 1}`),
      `${name}:error=EIO:when=2+`,
      `${name}:error=EIO`,
    ]);
    const more = ["write", "pwrite64"].flatMap((name) =>
      Array.from({ length: count(2, 6) }, (_, n) => `${name}:error=ENOSPC:when=${n + 2}`)
    );
    const cases = KINDS.flatMap((resumed) =>
      [...rules, ...more].map((rule) => ({ rule, resumed }))
    );
    let rejected = 0;
    const ms: number[] = [];
    await inParallel(cases.map((one, i) => ({ ...one, i })), 2, async ({ rule, resumed, i }) => {
      const boardId = `run_${i}`;
      const { end, acks } = await runUnder([rule], { dir, boardId, backend, resumed });
      assert(!end.hung, `${rule}: hung`);
      assertEquals(acks.length, 4, `${rule}: the script goes on: ${end.stderr}`);
      if (acks.includes("BoardWriteError")) rejected++;
      ms.push(end.ms);
      const title = `${rule}, ${resumed ? "resumed" : "fresh"}: ${acks}; ${end.stderr}`;
      const at = { dir, boardId, acks, title, key: boardId };
      const last = await assertComplete(server, reader, at);
      // Only where the journal itself could not be written may anything be gone.
      const journalFailed = end.stderr.includes("kept in memory");
      if (!journalFailed) assertEquals(last, resumed ? 2 * STEPS - 1 : STEPS - 1, title);
    });
    say(`${ms.length} runs, ${rejected} with a rejected flush() or finish(), all complete`);
    say(`they took ${distribution(ms, "ms")}`);
  }, { long: true, programs: ["strace"] });
}

function readLines(path: string): string[] {
  try {
    const text = Deno.readTextFileSync(path).trim();
    Deno.removeSync(path);
    return text === "" ? [] : text.split("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return []; // Killed before the first.
    throw error;
  }
}
