import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { assertRows, leftovers } from "./support/board_check.ts";
import { Server } from "./support/server.ts";
import { count, faultTest, LONG } from "./support/suite.ts";

/** How long somebody else holds the file. */
const HOLD_MS = LONG ? 30_000 : 2_000;

async function create(server: Server, dir: string, more: object = {}): Promise<string> {
  const options = { baseDir: dir, boardId: "board", backend: "duckdb", ...more };
  const { boardDir } = await server.get<{ boardDir: string }>({ do: "create", options });
  return boardDir;
}

/** The first flush loads DuckDB, for which a busy machine takes longer than the board waits. */
async function loadDuckDb(server: Server): Promise<void> {
  while ((await server.ask({ do: "flush" })).error !== undefined);
}

faultTest(12, "a reader holds the lock during the run", async ({ dir, say }) => {
  await using server = new Server("board_server.ts");
  await using reader = new Server("reader_server.ts");
  const boardDir = await create(server, dir, { flushIntervalMs: 50, finishTimeoutMs: 1500 });
  await server.get({ do: "log", count: 100 });
  await loadDuckDb(server);
  const free = await server.get<Logged>({ do: "log", count: 200, pauseMs: 1 });
  await loadDuckDb(server);
  await reader.get({ do: "hold", dataDir: join(boardDir, "data") });
  await server.get({ do: "log", count: 1 });
  await server.get({ do: "start flush" }); // It rejects in the midst of it, and nobody waits.
  const held = await server.get<Logged>({ do: "log", count: HOLD_MS / 2, pauseMs: 1 });
  say(
    `slowest log call: ${free.slowestMs.toFixed(2)} ms free, ` +
      `${held.slowestMs.toFixed(2)} ms while it was held, of ${HOLD_MS / 2}`,
  );
  await reader.get({ do: "release" });
  const log = await Deno.readTextFile(join(boardDir, "logs", "writer.log"));
  assert(log.includes("flush failed"), log);
  await loadDuckDb(server);
  await server.get({ do: "finish" });
  await assertRows(reader, boardDir, held.currentStep + 1);
  assertEquals(leftovers(boardDir), []);
});

faultTest(13, "a reader holds the lock across finish() and exit", async ({ dir, say }) => {
  await using reader = new Server("reader_server.ts");
  let steps = 0;
  for (const ending of ["finish", "finishSync", "exit"]) {
    await using server = new Server("board_server.ts");
    const boardDir = await create(server, dir, { finishTimeoutMs: 1500 });
    await server.get({ do: "log", count: 100 });
    await loadDuckDb(server);
    await reader.get({ do: "hold", dataDir: join(boardDir, "data") });
    await server.get({ do: "log", count: 400 });
    steps += 500;
    if (ending === "exit") {
      await server.get({ do: "exit", code: 3 });
      assertEquals((await server.ended()).code, 3);
      assert(server.stderr.includes(boardDir), `it is said: ${server.stderr}`);
    } else {
      const { error, ms } = await server.ask({ do: ending });
      say(`${ending}() rejected after ${ms.toFixed(0)} ms of 1500: ${error?.message}`);
      assertEquals(error?.name, "BoardWriteError");
      assert(error!.message.includes("data/journal"), error!.message);
    }
    await reader.get({ do: "release" });
  }
  await using server = new Server("board_server.ts");
  const boardDir = await create(server, dir);
  await server.get({ do: "finish" });
  await assertRows(reader, boardDir, steps);
  assertEquals(leftovers(boardDir), []);
});

faultTest(16, "a lock that a read in the writer's process drops", async ({ dir, say }) => {
  // Were it dropped, the rival would write into the middle of our commits, and
  // rows of one or the other would be lost, or the file torn.
  await using server = new Server("board_server.ts");
  await using rival = new Server("reader_server.ts");
  const boardDir = await create(server, dir, { flushIntervalMs: 10 });
  await server.get({ do: "log", count: 10 });
  await server.get({ do: "flush" });
  const steps = count(600, 10_000);
  let logging = true;
  const logged = server.get<Logged>({ do: "log", count: steps, pauseMs: 1 })
    .finally(() => logging = false);
  let written = 0;
  while (logging) {
    await rival.get({ do: "rival", dataDir: join(boardDir, "data"), value: written++ });
  }
  await logged;
  await server.get({ do: "finish" });
  await assertRows(rival, boardDir, steps + 10);
  const found = await rival.get<{ rowCount: number }>({
    do: "count",
    dataDir: join(boardDir, "data"),
    table: "rival",
  });
  assertEquals(found, written);
  say(`${steps} steps and ${written} writes of a rival, none lost`);
});

interface Logged {
  currentStep: number;
  slowestMs: number;
}
