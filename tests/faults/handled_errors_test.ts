/** Errors that a script handles hold it up by nothing; handlers of its exit may log. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { assertRows, leftovers, statusOf } from "./support/board_check.ts";
import { inParallel } from "./support/in_parallel.ts";
import { fixture, Script } from "./support/script.ts";
import { Server } from "./support/server.ts";
import { type BackendName, BACKENDS, faultTest, LONG } from "./support/suite.ts";

/** Ways to handle an error; the first ones are those of the short run. */
const HANDLED = [
  "rejection, handler before",
  "rejection, process",
  "error, handler after",
  "rejection, handler after",
  "rejection, onunhandledrejection",
  "rejection, uncaughtException",
  "error, handler before",
  "error, uncaughtException",
];

const SHORT_COUNT = 3;

/** Ways to log in a handler of the exit, with the exit code. */
const EXITS: Record<string, number> = {
  "unload, handler before": 0,
  "unload, handler after": 0,
  "unload, Deno.exit": 3,
  "exit, process.exit": 3,
  "exit, finish": 0,
};

/** Only in the long run. */
const MORE_EXITS: Record<string, number> = {
  "exit, handler before": 0,
  "exit, handler after": 0,
  "unload, process.exit": 3,
  "exit, finishSync": 0,
  "exit, flushSync": 0,
  "exit, a mistake": 1,
};

faultTest(25, "errors that the script handles", async ({ dir }) => {
  await using reader = new Server("reader_server.ts");
  const ways = LONG ? HANDLED : HANDLED.slice(0, SHORT_COUNT);
  await forBackends(ways, async (way, backend) => {
    const boardDir = join(dir, way, backend, "board");
    await run(way, backend, boardDir, 0);
    // What brings a board to its end writes its metadata, and removes its lock and its journal.
    const log = Deno.readTextFileSync(join(boardDir, "logs", "output.log"));
    assertEquals(log, "as before\n".repeat(5), way);
    assertEquals([statusOf(boardDir), leftovers(boardDir)], ["finished", []], way);
    await assertRows(reader, boardDir, 7);
  });
});

faultTest(25, "handlers of the exit that log", async ({ dir }) => {
  await using reader = new Server("reader_server.ts");
  const codes = LONG ? { ...EXITS, ...MORE_EXITS } : EXITS;
  await forBackends(Object.keys(codes), async (way, backend) => {
    const boardDir = join(dir, way, backend, "board");
    const code = codes[way] ?? 0;
    await run(way, backend, boardDir, code);
    const status = code === 0 ? "finished" : "crashed";
    assertEquals([statusOf(boardDir), leftovers(boardDir)], [status, []], way);
    await assertRows(reader, boardDir, 3);
    const [line] = Deno.readTextFileSync(join(boardDir, "logs", "output.log")).split("\n");
    assertEquals(line, "said at the exit", way);
  });
});

/** The short run takes each way with one of the backends. */
async function forBackends(
  ways: readonly string[],
  work: (way: string, backend: BackendName) => Promise<void>,
): Promise<void> {
  const all = ways.flatMap((way, index) =>
    BACKENDS.filter((_, b) => LONG || b === index % 2).map((backend) => ({ way, backend }))
  );
  await inParallel(all, 2, ({ way, backend }) => work(way, backend));
}

async function run(way: string, backend: string, boardDir: string, code: number): Promise<void> {
  const baseDir = join(boardDir, "..");
  await using script = new Script(fixture("handled.ts"), { args: [way, backend, baseDir] });
  const ended = await script.end();
  assert(!ended.hung, `${way} hung`);
  assertEquals(ended.code, code, `${way}: ${ended.stdout}${ended.stderr}`);
  if (code !== 1) assertEquals(ended.stderr, "", way);
}
