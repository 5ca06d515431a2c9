import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { exists } from "../../system/exists.ts";
import { inParallel } from "./support/in_parallel.ts";
import { fixture, Script } from "./support/script.ts";
import { type Answer, Server } from "./support/server.ts";
import { count, faultTest, LONG } from "./support/suite.ts";

function backend(parameters: Record<string, string | number>): string {
  const query = new URLSearchParams(
    Object.entries(parameters).map(([name, value]) => [name, String(value)]),
  );
  return `file://${fixture("failing_backend.ts")}?${query}`;
}

/** The steps that the backend has committed, in its own order. */
function committed(boardDir: string): number[] {
  return Deno.readTextFileSync(join(boardDir, "data", "committed.txt")).trim().split("\n")
    .map(Number);
}

/** How often the backend was called to append rows, whichever thread called it. */
function callCount(boardDir: string): number {
  const path = join(boardDir, "calls.txt");
  return exists(path) ? Number(Deno.readTextFileSync(path)) : 0;
}

interface Logged {
  currentStep: number;
  slowestMs: number;
}

/** A writer that hangs is noticed by its own time, which is long on a busy machine. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

faultTest(24, "a writer that throws, rejects, exits or hangs", async (context) => {
  const { random, dir, say } = context;
  const ways = ["throw", "uncaught", "reject", "exit", "hang"];
  const outcomes = new Map<string, number>();
  const cases = Array.from({ length: count(ways.length, 200) }, (_, index) => ({
    index,
    how: ways[index % ways.length],
    at: random.int(1, 12),
    times: random.pick([1, 1, 2]),
  }));
  await inParallel(cases, 2, async ({ index, how, at, times }) => {
    const title = `case ${index}: ${how} at call ${at}, ${times} times`;
    await using server = new Server("board_server.ts");
    const options = {
      baseDir: dir,
      boardId: `board_${index}`,
      backend: backend({ how: how!, at, times }),
      flushIntervalMs: 30,
      finishTimeoutMs: NO_TIMEOUT_MS,
    };
    const { boardDir } = await server.get<{ boardDir: string }>({ do: "create", options });
    let { currentStep } = await server.get<Logged>({ do: "log", count: 300, pauseMs: 2 });
    // A slow machine commits seldom: flush() and finish() would each meet a failure, and both reject.
    while (callCount(boardDir) < at + times - 1) {
      ({ currentStep } = await server.get<Logged>({ do: "log", count: 20, pauseMs: 2 }));
    }
    const flushed = await server.ask({ do: "flush" });
    const finished = await server.ask({ do: "finish" });
    assertEquals(finished.error, undefined, `${title}: ${server.stderr}`);
    const expected = Array.from({ length: currentStep + 1 }, (_, step) => step);
    assertEquals(committed(boardDir), expected, title);
    const key = `${how}: complete${flushed.error ? ", flush() rejected" : ""}` +
      (server.stderr.includes("kohakuboard:") ? ", said" : ", not said");
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
    Deno.removeSync(boardDir, { recursive: true });
  });
  for (const [outcome, n] of [...outcomes].sort()) say(`${outcome} ${n}`);
});

faultTest(24, "a writer that fails to start", async ({ dir, say }) => {
  for (const how of ["import", "open"]) {
    await using server = new Server("board_server.ts");
    const options = {
      baseDir: dir,
      boardId: how,
      backend: backend({ how }),
      finishTimeoutMs: 3000,
    };
    const { error, ms } = await server.ask({ do: "create", options });
    assert(error?.message.includes(`fails at ${how}`), `${how}: ${error?.message}`);
    assertEquals([...Deno.readDirSync(dir)].length, 0, "nothing is made");
    say(`${how}: refused after ${ms.toFixed(0)} ms`);
  }
  await using server = new Server("board_server.ts");
  const missing = { baseDir: dir, boardId: "missing", backend: `file://${dir}/not_there.ts` };
  const { error } = await server.ask({ do: "create", options: missing });
  assert(error?.message.includes("not_there.ts"), error?.message);
});

faultTest(24, "a writer that never comes back", async ({ dir, say }) => {
  for (const how of ["exit", "hang"]) {
    await using server = new Server("board_server.ts");
    const options = {
      baseDir: dir,
      boardId: how,
      backend: backend({ how, at: 1, times: 1_000_000 }),
      flushIntervalMs: 30,
      finishTimeoutMs: LONG ? 3000 : 1000,
    };
    const { boardDir } = await server.get<{ boardDir: string }>({ do: "create", options });
    const { slowestMs } = await server.get<Logged>({ do: "log", count: 300, pauseMs: 5 });
    const { error, ms } = await server.ask({ do: "finish" });
    assertEquals(error?.name, "BoardWriteError", how);
    assert(error!.message.includes("data/journal"), error!.message);
    say(`${how}: slowest log call ${slowestMs.toFixed(1)} ms, finish() after ${ms.toFixed(0)} ms`);
    say(`${how}: finish() said ${error!.message}`);
    say(`${how}: the script's stderr said ${server.stderr.trim()}`);
    // What had reached the journal comes with a backend that works; what had
    // not was said to be lost.
    await using opener = new Server("board_server.ts");
    const mended = { baseDir: dir, boardId: how, backend: backend({ how: "none" }) };
    await opener.get({ do: "create", options: mended });
    await opener.get({ do: "finish" });
    const steps = committed(boardDir);
    assertEquals(steps, Array.from(steps, (_, index) => index), "no gap, nothing twice");
    say(`${how}: ${steps.length} of 300 rows had reached the journal`);
    const told = /lost/.test(error!.message + server.stderr);
    assert(steps.length === 300 || told, `${how}: ${300 - steps.length} rows are lost, not said`);
  }
});

faultTest(23, "a slow writer and a small queue", async ({ dir, say }) => {
  await using server = new Server("board_server.ts");
  const options = {
    baseDir: dir,
    boardId: "slow",
    backend: backend({ how: "slow", ms: 50 }),
    flushIntervalMs: 10,
    maxQueueBytes: 1024 ** 2,
    finishTimeoutMs: 60_000,
  };
  const { boardDir } = await server.get<{ boardDir: string }>({ do: "create", options });
  const before = await server.get<number>({ do: "memory" });
  const steps = count(100_000, 2_000_000);
  const logged = await server.get<Logged>({ do: "log", count: steps });
  const grown = (await server.get<number>({ do: "memory" }) - before) / 1024 ** 2;
  const finished: Answer = await server.ask({ do: "finish" });
  assertEquals(finished.error, undefined);
  assertEquals(committed(boardDir).length, steps);
  say(
    `${steps} steps, ${(steps * 48 / 1024 ** 2).toFixed(0)} MiB: slowest log call ` +
      `${logged.slowestMs.toFixed(0)} ms, memory grew by ${grown.toFixed(0)} MiB`,
  );
});

faultTest(24, "output.log is the terminal where writers are replaced", async ({ dir, random }) => {
  const ways = ["throw", "uncaught", "exit", "hang"];
  const cases = Array.from({ length: count(ways.length, 100) }, (_, index) => index);
  await inParallel(cases, 2, async (index) => {
    const how = ways[index % ways.length]!;
    const baseDir = Deno.makeTempDirSync({ dir });
    const url = backend({ how, at: random.int(1, 8), times: LONG ? random.pick([1, 2]) : 1 });
    const args = [baseDir, url, "300"];
    await using script = new Script(fixture("printing_while_writers_die.ts"), { args });
    const { code, hung, stdout, stderr } = await script.end();
    assertEquals([code, hung], [0, false], `${how}: ${stderr}`);
    const log = Deno.readTextFileSync(join(baseDir, "board", "logs", "output.log"));
    const lines = log.split("\n").filter((line) => !line.startsWith("[STDERR] "));
    assertEquals(lines, stdout.split("\n"), `${how}: ${url}`);
  });
});

faultTest(
  24,
  "output.log has the last line where finish() gave up a writer that hangs",
  async (context) => {
    const { dir, random } = context;
    const cases = Array.from({ length: count(4, 100) }, (_, index) => index);
    await inParallel(cases, 2, async (index) => {
      const baseDir = Deno.makeTempDirSync({ dir });
      const url = backend({ how: "hang", at: random.int(1, 8), times: 1_000_000 });
      const args = [baseDir, url, "300", String(random.pick([300, 700, 1500]))];
      await using script = new Script(fixture("printing_while_writers_die.ts"), { args });
      const { code, hung, stdout, stderr } = await script.end();
      assertEquals([code, hung], [0, false], stderr);
      const log = Deno.readTextFileSync(join(baseDir, "board", "logs", "output.log"));
      const lines = log.split("\n").filter((line) => !line.startsWith("[STDERR] "));
      assertEquals(lines, stdout.split("\n"), `${index}: ${args}`);
    });
  },
);
