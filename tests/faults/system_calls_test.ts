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
    ...["", "journal", "journal.finished", "journal/base", "journal/base.tmp"].map((dir) =>
      join(data, dir)
    ),
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
  /** Calls on the board's files, as strace saw them. */
  calls: string[];
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
    under: [
      ...["strace", "-f", "-y", "-s", "16", "-o", log],
      ...["-e", `trace=${CALLS.join(",")}`],
      ...paths(boardDir).flatMap((path) => ["-P", path]),
      ...inject.flatMap((rule) => ["-e", `inject=${rule}`]),
    ],
  });
  const end = await script.end();
  const lines = Deno.readTextFileSync(log).split("\n");
  Deno.removeSync(log);
  const calls = lines.filter((line) =>
    line.includes(boardDir) && !line.includes("resumed") && /^\d+ +\w+\(/.test(line)
  );
  let acks: string[] = [];
  try {
    acks = Deno.readTextFileSync(ackPath).trim().split("\n");
    Deno.removeSync(ackPath);
  } catch {
    // Killed before the first.
  }
  return { end, calls, acks };
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
    await runUnder([], { dir, boardId: "finished", backend, resumed: false });
    for (const resumed of KINDS) {
      const counted = `count_${resumed}`;
      const all = await runUnder([], { dir, boardId: counted, backend, resumed });
      assertEquals(all.end.code, 0, all.end.stderr);
      // strace counts by thread, and DuckDB's calls come from a pool of them:
      // so each N is tried until nearly every call was once the last one.
      const passes = count(1, backend === "duckdb" ? 6 : 2);
      const runs = Array.from({ length: passes }, () => plan(all.calls)).flat();
      const hit = new Set<number>();
      let killed = 0;
      await inParallel(runs.map((rule, i) => ({ rule, i })), 2, async ({ rule, i }) => {
        const boardId = `run_${resumed}_${i}`;
        const { end, calls, acks } = await runUnder([`${rule}:signal=SIGKILL`], {
          dir,
          boardId,
          backend,
          resumed,
        });
        if (end.signal === "SIGKILL" || end.code === 137) {
          killed++;
          hit.add(calls.length);
        } else {
          assertEquals(end.code, 0, end.stderr);
        }
        const title = `${rule}, after ${calls.at(-1)}`;
        await assertComplete(server, reader, { dir, boardId, acks, title, key: boardId });
      });
      say(
        `${resumed ? "resumed" : "fresh"}: ${killed} runs killed, at ${hit.size} different ones ` +
          `of about ${all.calls.length} calls; all complete`,
      );
    }
  }, { long: true, programs: ["strace"] });

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

/** Each system call's name with each number that it had in a thread. */
function plan(calls: readonly string[]): string[] {
  const perThread = new Map<string, number>();
  for (const call of calls) {
    const key = call.split("(")[0].replace(/ +/, " ");
    perThread.set(key, (perThread.get(key) ?? 0) + 1);
  }
  return CALLS.flatMap((name) => {
    const counts = [...perThread].filter(([key]) => key.endsWith(` ${name}`)).map(([, n]) => n);
    const most = Math.max(0, ...counts);
    // One more: which thread does what differs from run to run.
    return Array.from({ length: most + 1 }, (_, index) => `${name}:when=${index + 1}`);
  });
}
