import { assert, assertEquals } from "@std/assert";
import { basename, join } from "@std/path";
import { assertRows, leftovers, statusOf } from "./support/board_check.ts";
import { fixture, Script, type ScriptEnd } from "./support/script.ts";
import { type Answer, Server } from "./support/server.ts";
import { BACKENDS, count, faultTest } from "./support/suite.ts";

/** A busy machine may take longer for one process than another is held up: then again, for longer. */
const DELAYS_MS = [3000, 15_000, 45_000];

const KOBO = new URL("../../cli/main.ts", import.meta.url).pathname;

/** Whether a board was refused because another script has it, and the message says so. */
function isRefusal({ error }: Answer): boolean {
  return error?.name === "BoardLockedError" ||
    /Cannot resume .* with the backend ".*": it was written with/.test(error?.message ?? "");
}

for (const backend of BACKENDS) {
  for (const other of BACKENDS) {
    faultTest(14, `pairs of scripts create one board at once (${backend}, ${other})`, async ({
      dir,
      random,
      say,
    }) => {
      await using first = new Server("board_server.ts");
      await using second = new Server("board_server.ts");
      await using reader = new Server("reader_server.ts");
      let refused = 0;
      for (let round = 0; round < count(8, 100); round++) {
        const boardId = `board_${round}`;
        const run = (server: Server, backend: string) => {
          const [count, waitMs] = [random.int(1, 50), random.next() * 60];
          const options = { baseDir: dir, boardId, backend };
          return { count, answer: server.ask({ do: "run", options, count, waitMs }) };
        };
        let rows = 0;
        for (const { count, answer } of [run(first, backend), run(second, other)]) {
          const found = await answer;
          if (found.error === undefined) rows += count;
          else assert(isRefusal(found), found.error.message);
          if (found.error !== undefined) refused++;
        }
        const boardDir = join(dir, boardId);
        await assertRows(reader, boardDir, rows);
        assertEquals([statusOf(boardDir), leftovers(boardDir)], ["finished", []]);
      }
      say(`${refused} of ${2 * count(8, 100)} were refused`);
    });

    faultTest(14, `one creates what another looked for before (${backend}, ${other})`, async ({
      dir,
    }) => {
      await using server = new Server("board_server.ts");
      await using reader = new Server("reader_server.ts");
      const check = async (boardDir: string, code: number, stderr: string) => {
        if (backend === other) {
          assertEquals([code, stderr], [0, ""]);
          await assertRows(reader, boardDir, 12);
        } else {
          assert(stderr.includes(`with the backend "${other}"`), stderr);
          await assertRows(reader, boardDir, 5);
        }
        assertEquals([statusOf(boardDir), leftovers(boardDir)], ["finished", []]);
      };
      for (const delayMs of DELAYS_MS) {
        const boardDir = join(dir, `board_${delayMs}`);
        const log = join(dir, `strace_${delayMs}`);
        await using late = new Script(fixture("create_and_log.ts"), {
          args: [dir, basename(boardDir), other, "7"],
          // It looks whether the folder is there, and is held up as it makes it.
          under: [
            ...["strace", "-f", "-q", "-o", log, "-P", boardDir, "-e", "trace=mkdir,mkdirat"],
            ...["-e", `inject=mkdir,mkdirat:delay_enter=${1000 * delayMs}`],
          ],
        });
        await untilTraced(log);
        const traced = performance.now();
        const options = { baseDir: dir, boardId: basename(boardDir), backend };
        const first = await server.ask({ do: "run", options, count: 5, waitMs: 0 });
        const tookMs = performance.now() - traced;
        const { code, stderr } = await late.end();
        if (tookMs > delayMs - 1000) continue;
        assertEquals(first.error, undefined);
        await check(boardDir, code, stderr);
        return;
      }
      throw new Error("The first one took longer each time than the second was held up");
    }, { programs: ["strace"] });
  }
}

for (const backend of BACKENDS) {
  faultTest(14, `another resumes a board while an error is handled (${backend})`, async ({
    dir,
  }) => {
    await using reader = new Server("reader_server.ts");
    await using script = new Script(fixture("handled_error.ts"), { args: [dir, backend] });
    const { code, stdout, stderr } = await script.end();
    assertEquals([code, ...stdout.match(/BoardClosedError|logged/g) ?? []], [
      0,
      "BoardClosedError",
      "BoardClosedError",
    ]);
    assert(stderr.includes('Another process has opened the board "first"'), stderr);
    const boardDir = join(dir, "board");
    await assertRows(reader, boardDir, 17);
    assertEquals([statusOf(boardDir), leftovers(boardDir)], ["finished", []]);
  });

  faultTest(14, `another has a board while an error is handled (${backend})`, async ({ dir }) => {
    await using reader = new Server("reader_server.ts");
    await using script = new Script(fixture("handled_error.ts"), { args: [dir, backend, "keep"] });
    const { code, stdout, stderr } = await script.end();
    assert(!stdout.includes("logged"), stdout);
    assertEquals(code, 0, stderr);
    await using server = new Server("board_server.ts");
    const options = { baseDir: dir, boardId: "board" };
    await server.get({ do: "run", options, count: 3, waitMs: 0 });
    await assertRows(reader, join(dir, "board"), 20);
  });
}

for (const backend of BACKENDS) {
  faultTest(14, `a killed board is repaired twice and resumed, all at once (${backend})`, async ({
    dir,
    random,
    say,
  }) => {
    await using reader = new Server("reader_server.ts");
    let resumed = 0;
    for (let round = 0; round < count(2, 25); round++) {
      const boardId = `board_${round}`;
      const options = { baseDir: dir, boardId, backend };
      const rows = await makeKilledBoard(options, random.int(1, 2000));
      await using server = new Server("board_server.ts");
      const repairs = [0, 1].map(() => kobo("repair", boardId, "--dir", dir));
      const waitMs = random.next() * 1500; // The command line takes a second to start.
      const run = await server.ask({ do: "run", options, count: 7, waitMs });
      assert(run.error === undefined || isRefusal(run), run.error?.message);
      for (const repair of repairs) {
        const { code, stderr } = await repair;
        assert(code === 0 || stderr.includes("it is live"), stderr);
      }
      const boardDir = join(dir, boardId);
      await assertRows(reader, boardDir, rows + (run.error === undefined ? 7 : 0));
      assertEquals(leftovers(boardDir), []);
      if (run.error === undefined) resumed++;
    }
    say(`${resumed} of ${count(2, 25)} were resumed`);
  });

  faultTest(14, `a board is pruned while scripts resume or create it (${backend})`, async ({
    dir,
    random,
    say,
  }) => {
    await using server = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    const outcomes: Record<string, number> = {};
    for (let round = 0; round < count(3, 50); round++) {
      const options = { baseDir: dir, boardId: "board", backend };
      if (round % 2 === 0) await server.get({ do: "run", options, count: 10, waitMs: 0 });
      const before = boardExists(dir) ? 10 : 0;
      const pruned = kobo("prune", "--name", "*", "--yes", "--dir", dir);
      const runs = [1, 2].map(() => {
        const count = random.int(1, 5);
        const request = { do: "run", options, count, waitMs: random.next() * 2000 };
        return server.ask(request).then((answer) => ({ count, ...answer }));
      });
      let rows = before;
      for (const { count, currentStep, error } of (await Promise.all(runs)).map(outcomeOf)) {
        assert(error === undefined || isRefusal({ ms: 0, error }), error?.message);
        if (error !== undefined) continue;
        rows = currentStep === count - 1 ? count : rows + count; // It was pruned, and begun anew.
        assertEquals(currentStep, rows - 1);
      }
      const { code, stdout, stderr } = await pruned;
      const outcome = code === 0 ? stdout.includes("board") ? "pruned" : "nothing" : "refused";
      assert(code === 0 || /it is live again|has changed since/.test(stderr), stderr);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (boardExists(dir)) {
        await assertRows(reader, join(dir, "board"), rows);
        Deno.removeSync(join(dir, "board"), { recursive: true });
      }
    }
    say(JSON.stringify(outcomes));
  });

  faultTest(14, `a board that was resumed since it was listed is not pruned (${backend})`, async ({
    dir,
  }) => {
    await using server = new Server("board_server.ts");
    await using reader = new Server("reader_server.ts");
    for (const delayMs of DELAYS_MS) {
      const baseDir = join(dir, String(delayMs));
      const options = { baseDir, boardId: "board", backend };
      await server.get({ do: "run", options, count: 5, waitMs: 0 });
      const log = join(dir, `strace_${delayMs}`);
      const pruning = kobo.under([
        ...["strace", "-f", "-q", "-o", log, "-P", join(baseDir, "board", ".lock")],
        ...["-e", "trace=flock", "-e", `inject=flock:delay_enter=${1000 * delayMs}:when=1`],
      ])("prune", "--name", "*", "--yes", "--dir", baseDir);
      await untilTraced(log);
      const traced = performance.now();
      await server.get({ do: "run", options, count: 7, waitMs: 0 });
      const tookMs = performance.now() - traced;
      const { code, stderr } = await pruning;
      if (tookMs > delayMs - 1000) continue;
      assertEquals(code, 1, stderr);
      assert(stderr.includes("Cannot delete board: it has changed since it was listed"), stderr);
      await assertRows(reader, join(baseDir, "board"), 12);
      return;
    }
    throw new Error("The run took longer each time than the command was held up");
  }, { programs: ["strace"] });
}

interface RunAnswer extends Answer {
  count: number;
}

function outcomeOf({ count, value, error }: RunAnswer) {
  return { count, currentStep: (value as { currentStep: number })?.currentStep, error };
}

function boardExists(dir: string): boolean {
  try {
    return Deno.statSync(join(dir, "board")).isDirectory;
  } catch {
    return false;
  }
}

/** Makes a board whose script was killed after its rows were in the journal. */
async function makeKilledBoard(options: object, count: number): Promise<number> {
  await using server = new Server("board_server.ts");
  await server.get({ do: "create", options });
  await server.get({ do: "log", count });
  await server.get({ do: "flush" });
  return count;
}

const kobo = Object.assign((...args: string[]) => kobo.under([])(...args), {
  under: (under: readonly string[]) => async (...args: string[]): Promise<ScriptEnd> => {
    await using script = new Script(KOBO, { args, under });
    return await script.end();
  },
});

/** Waits until a call is being held up. */
async function untilTraced(log: string): Promise<void> {
  for (let attempt = 0; attempt < 3000; attempt++) {
    try {
      if (Deno.statSync(log).size > 0) return;
    } catch {
      // It has not begun yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`There is nothing in ${log}`);
}
