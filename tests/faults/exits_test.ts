import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { assertRows, leftovers, readRows, statusOf } from "./support/board_check.ts";
import { distribution } from "./support/distribution.ts";
import { inParallel } from "./support/in_parallel.ts";
import { processesWith } from "./support/processes.ts";
import { fixture, HANG_MS, Script, type ScriptEnd } from "./support/script.ts";
import { Server } from "./support/server.ts";
import { BACKENDS, faultTest, LONG } from "./support/suite.ts";
import { exists } from "../../system/exists.ts";
import { ProcessEffort } from "../../testing/process_effort.ts";

/** Steps that the fixture logs before it ends. */
const STEPS = 1000;

/** Boards in a Web Worker, each with a worker of its own in that. */
const WORKER_BOARDS = LONG ? 3 : 1;

/** A way to end, and what must come of it. */
interface Exit {
  way: string;
  code: number;
  status: string;
  /** Sent when the script is ready. */
  signal?: Deno.Signal;
  /** Steps that the script logs on its way out. */
  more?: number;
}

const ENDS: readonly Exit[] = [
  { way: "last line", code: 0, status: "finished" },
  { way: "finish", code: 0, status: "finished" },
  { way: "finishSync", code: 0, status: "finished" },
  { way: "finish not awaited", code: 0, status: "finished" },
  { way: "using", code: 0, status: "finished" },
  { way: "await using", code: 0, status: "finished" },
  { way: "pending flush", code: 0, status: "finished" },
  { way: "close", code: 0, status: "finished" },
  { way: "output", code: 0, status: "finished" },
  { way: "Deno.exit", code: 3, status: "crashed" },
  { way: "Deno.exit in timer", code: 3, status: "crashed" },
  { way: "process.exit", code: 4, status: "crashed" },
  { way: "process.exitCode", code: 5, status: "crashed" },
  { way: "throw", code: 1, status: "crashed" },
  { way: "throw in timer", code: 1, status: "crashed" },
  { way: "throw in microtask", code: 1, status: "crashed", more: 1 },
  { way: "rejection", code: 1, status: "crashed" },
  { way: "error in a worker", code: 1, status: "crashed" },
  { way: "stack overflow", code: 1, status: "crashed" },
  { way: "stack overflow in timer", code: 1, status: "crashed" },
  { way: "throw behind a listener", code: 1, status: "crashed" },
  { way: "handled error", code: 0, status: "finished", more: 1 },
  { way: "handler that logs and exits", code: 6, status: "crashed", more: 2 },
  { way: "exit handler that logs and exits", code: 6, status: "crashed", more: 1 },
  { way: "handler that finishes", code: 0, status: "finished", more: 1 },
];

const SIGNALED: readonly Exit[] = [
  { way: "wait for a signal", signal: "SIGINT", code: 130, status: "interrupted" },
  { way: "wait for a signal", signal: "SIGTERM", code: 143, status: "interrupted" },
  { way: "wait for a signal", signal: "SIGHUP", code: 129, status: "interrupted" },
  { way: "own signal handler", signal: "SIGINT", code: 7, status: "interrupted", more: 1 },
  { way: "own signal handler", signal: "SIGTERM", code: 7, status: "interrupted", more: 1 },
  { way: "own process handler", signal: "SIGINT", code: 7, status: "interrupted" },
  { way: "own handler that goes on", signal: "SIGINT", code: 0, status: "interrupted", more: 2 },
  { way: "reload handler", signal: "SIGINT", code: 130, status: "interrupted" },
  { way: "reload handler", signal: "SIGTERM", code: 143, status: "interrupted" },
];

/** The short run takes each way once; the long run each on both, with one board and with three. */
function cases(exits: readonly Exit[]): { exit: Exit; backend: string; boards: number }[] {
  return exits.flatMap((exit, index) =>
    BACKENDS.flatMap((backend, b) => [1, 3].map((boards, n) => ({ exit, backend, boards, b, n })))
      .filter(({ b, n }) => LONG || (b === index % 2 && n === (index >> 1) % 2))
  );
}

async function end(
  { way, signal }: Exit,
  args: { backend: string; boards: number; baseDir: string },
): Promise<ScriptEnd> {
  const id = crypto.randomUUID();
  await using script = new Script(fixture("exit.ts"), {
    args: [way, args.backend, String(args.boards), args.baseDir],
    env: { KOBO_FAULT_ID: id },
  });
  if (signal !== undefined) {
    await script.waitFor("ready");
    script.kill(signal);
  }
  const ended = await script.end();
  assert(!ended.hung, `${way} hung: ${ended.stderr}`);
  assertEquals(processesWith("KOBO_FAULT_ID", id), [], "no process is left behind");
  return ended;
}

/** Where in its function a stack overflows depends on how deep the stack is to begin with. */
function withoutPlace(way: string, stderr: string): string {
  if (!way.startsWith("stack overflow")) return stderr;
  return stderr.replace(/^ +\^$/gm, "^").replace(/exit\.ts:\d+:\d+/g, "exit.ts");
}

function exitsTest(name: string, exits: readonly Exit[]): void {
  faultTest(25, name, async ({ dir, say }) => {
    await using reader = new Server("reader_server.ts");
    const bare = new Map<Exit, ScriptEnd>();
    await inParallel(exits, 2, async (exit) => {
      bare.set(exit, await end(exit, { backend: "none", boards: 1, baseDir: dir }));
    });
    const longer: number[] = [];
    await inParallel(cases(exits), 2, async ({ exit, backend, boards }) => {
      const { way, signal, code, status, more = 0 } = exit;
      const title = `${way} ${signal ?? ""} ${backend} ${boards}`;
      const baseDir = Deno.makeTempDirSync({ dir });
      const ended = await end(exit, { backend, boards, baseDir });
      const expected = bare.get(exit)!;
      assertEquals(ended.code, code, `${title}: ${ended.stderr}`);
      if (expected.signal === null) assertEquals(expected.code, code, `${title} without a board`);
      assertEquals(ended.stdout, expected.stdout, title);
      assertEquals(withoutPlace(way, ended.stderr), withoutPlace(way, expected.stderr), title);
      for (let index = 0; index < boards; index++) {
        const boardDir = join(baseDir, `board_${index}`);
        assertEquals(statusOf(boardDir), status, title);
        assertEquals(leftovers(boardDir), [], title);
        await assertRows(reader, boardDir, STEPS + more);
      }
      longer.push(ended.ms - expected.ms);
    });
    say(`longer than without a board: ${distribution(longer, "ms")}`);
  });
}

exitsTest("every exit path", ENDS);
exitsTest("signals, with and without handlers of the script's own", SIGNALED);

for (const backend of BACKENDS) {
  faultTest(25, `boards that deno test creates (${backend})`, async ({ dir, say }) => {
    await using reader = new Server("reader_server.ts");
    for (const failing of [false, true]) {
      const baseDir = join(dir, String(failing));
      await using script = new Script(fixture("boards_in_tests.ts"), {
        command: "test",
        env: {
          KOBO_BACKEND: backend,
          KOBO_DIR: baseDir,
          ...(failing ? { KOBO_FAIL: "1" } : {}),
        },
      });
      const ended = await script.end();
      assertEquals(ended.code, failing ? 1 : 0, ended.stdout + ended.stderr);
      assert(!/leak/i.test(ended.stdout), ended.stdout);
      const ids = ["finished", "using", "unfinished", "flushed", ...(failing ? ["failed"] : [])];
      for (const id of ids) await assertRows(reader, join(baseDir, id), 100);
      await assertRows(reader, join(baseDir, "outside"), 101);
      say(`5 tests${failing ? " and one that fails" : ""} in ${ended.ms.toFixed(0)} ms`);
    }
  });

  faultTest(25, `boards in a Web Worker of the script's own (${backend})`, async ({ dir }) => {
    await using reader = new Server("reader_server.ts");
    const saved = [
      { ending: "finish", status: "finished", code: 0 },
      { ending: "close", status: "finished", code: 0 },
      { ending: "Deno.exit", status: "finished", code: 0 },
      { ending: "throw", status: "crashed", code: 0 },
    ];
    await inParallel(saved, 2, async ({ ending, status, code }) => {
      const baseDir = join(dir, ending);
      const ended = await endWorker(ending, backend, baseDir);
      assertEquals(ended.code, code, ended.stderr);
      for (let index = 0; index < WORKER_BOARDS; index++) {
        const boardDir = join(baseDir, `board_${index}`);
        assertEquals(statusOf(boardDir), status, ending);
        assertEquals(leftovers(boardDir), [], ending);
        await assertRows(reader, boardDir, STEPS);
      }
    });
    // Nothing in a worker hears of these two: they are as a kill is.
    await using server = new Server("board_server.ts");
    for (const [ending, code] of [["terminate", 0], ["exit of the script", 4]] as const) {
      const baseDir = join(dir, ending);
      const ended = await endWorker(ending, backend, baseDir);
      assertEquals(ended.code, code, ended.stderr);
      for (let index = 0; index < WORKER_BOARDS; index++) {
        const boardDir = join(baseDir, `board_${index}`);
        await server.get({ do: "create", options: { boardId: `board_${index}`, baseDir } });
        await server.get({ do: "finish" });
        await assertRows(reader, boardDir, STEPS);
      }
    }
  });

  faultTest(26, `a second signal, and signals in a busy loop (${backend})`, async ({ dir }) => {
    await using reader = new Server("reader_server.ts");
    await using server = new Server("board_server.ts");
    const signals = ["SIGINT", "SIGTERM", ...(LONG ? ["SIGHUP" as const] : [])] as const;
    const ways = ["busy loop", "busy loop that logs"];
    const all = signals.flatMap((signal) => ways.map((way) => ({ signal, way })));
    await inParallel(all, 2, async ({ signal, way }) => {
      const baseDir = join(dir, `${signal} ${way}`);
      await using script = new Script(fixture("exit.ts"), { args: [way, backend, "1", baseDir] });
      await script.waitFor("ready");
      const boardDir = join(baseDir, "board_0");
      // Until the writer's thread runs, nobody sees a signal in a busy loop.
      const journal = join(boardDir, "data", "journal");
      await waitFor(script.pid, () => exists(journal), "the writer began no journal");
      script.kill(signal);
      if (way === "busy loop") {
        // The first saves, though the script's thread never comes to see it.
        const effort = new ProcessEffort(script.pid);
        while ((await readRowsIfThere(reader, boardDir)) < STEPS) {
          assert(effort.ms < HANG_MS / 2, `${signal} ${way}: the first signal saved nothing`);
          await sleep(50);
        }
        await sleep(1200); // Signals within a second are one request.
        script.kill(signal);
      }
      const ended = await script.end();
      assert(!ended.hung, `${signal} ${way} hung`);
      const number = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }[signal];
      // A thread can end its process with no code of its own choice: where the
      // script's thread never looks up, the writer's has but SIGKILL.
      const code = way === "busy loop" ? 128 + 9 : 128 + number;
      assertEquals(ended.code, code, `${signal} ${way}`);
      assertEquals(ended.stdout, "logged\nready\n");
      assertEquals(ended.stderr, "");
      if (way === "busy loop") {
        await server.get({ do: "create", options: { boardId: "board_0", baseDir }, key: baseDir });
        await server.get({ do: "finish", key: baseDir });
        await assertRows(reader, boardDir, STEPS);
      } else {
        assertEquals(statusOf(boardDir), "interrupted");
        assertEquals(leftovers(boardDir), []);
        const { rowCount, distinct, last } = await readRows(reader, boardDir);
        assertEquals([distinct, last], [rowCount, rowCount - 1]);
        assert(rowCount >= STEPS);
      }
    });
  });
}

for (const backend of BACKENDS) {
  faultTest(26, `two signals of one key press are one (${backend})`, async ({ dir, random }) => {
    await using reader = new Server("reader_server.ts");
    await inParallel([...Array(LONG ? 100 : 6).keys()], 2, async (round) => {
      const baseDir = join(dir, `pair_${round}`);
      const args = ["awaiting loop that logs", backend, "1", baseDir];
      await using script = new Script(fixture("exit.ts"), { args });
      await script.waitFor("ready");
      await sleep(random.int(0, 600)); // Before or after the writer's thread has begun.
      script.kill("SIGINT");
      await sleep(random.int(0, 20));
      script.kill("SIGINT");
      const ended = await script.end();
      assert(!ended.hung, `pair ${round} hung`);
      assertEquals([ended.code, ended.stdout, ended.stderr], [130, "logged\nready\n", ""]);
      const boardDir = join(baseDir, "board_0");
      assertEquals([statusOf(boardDir), leftovers(boardDir)], ["interrupted", []]);
      const { rowCount, distinct, last } = await readRows(reader, boardDir);
      assertEquals([distinct, last], [rowCount, rowCount - 1]);
      assert(rowCount >= STEPS);
    });
  });
}

async function endWorker(ending: string, backend: string, baseDir: string): Promise<ScriptEnd> {
  Deno.mkdirSync(baseDir);
  await using script = new Script(fixture("worker_exit.ts"), {
    args: [ending, backend, String(WORKER_BOARDS), baseDir],
  });
  const ended = await script.end();
  assert(!ended.hung, `${ending} hung: ${ended.stderr}`);
  return ended;
}

async function readRowsIfThere(reader: Server, boardDir: string): Promise<number> {
  const { value } = await reader.ask({ do: "rows", dataDir: join(boardDir, "data") });
  return (value as { rowCount: number } | undefined)?.rowCount ?? 0;
}

async function waitFor(pid: number, condition: () => boolean, otherwise: string): Promise<void> {
  const effort = new ProcessEffort(pid);
  while (!condition()) {
    assert(effort.ms < HANG_MS, otherwise);
    await sleep(20);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
