import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { type Board, Histogram } from "../../../mod.ts";
import { openBoard, verifyBoard } from "../../../reader/mod.ts";
import { WriterClient } from "../../../board/worker/writer_client.ts";
import { kobo } from "../../cli/support/kobo.ts";
import { RUN_METADATA } from "../../support/run_metadata.ts";
import { OpenBoards } from "../open_boards.ts";

const TABLES = ["metrics", "media", "tables", "histograms", "files"] as const;

/** Logs some steps, each with something in every table. */
function logSteps(board: Board, path: string, steps: number): void {
  for (let i = 0; i < steps; i++) {
    const step = board.currentStep + 1;
    board.step();
    board.log({
      loss: 1 / (1 + step),
      zero: step % 2 === 0 ? 0 : -0,
      note: `ü ${step}`,
      ...step > 3 ? { late: step } : {},
      weights: new Histogram([step, step + 1]),
    });
    board.logImages("image", { data: new Uint8Array(4).fill(step), width: 2, height: 2 });
    Deno.writeTextFileSync(path, `content ${step}`);
    board.logFile("model", path, { keep: 3 });
  }
}

/** All rows up to a step, and the content of the media and files that they name. */
async function historyOf(boardDir: string, step: number): Promise<unknown> {
  await using reader = await openBoard(boardDir);
  const tables: Record<string, unknown> = {};
  for (const table of TABLES) {
    const where = `WHERE step <= ${step} OR step IS NULL`;
    tables[table] = (await reader.sql(`SELECT * EXCLUDE (timestamp) FROM ${table} ${where}`)).rows;
  }
  assertEquals(reader.problems, []);
  return tables;
}

Deno.test("a board whose files are damaged is not forked", async () => {
  await using boards = new OpenBoards();
  const parent = boards.open({ backend: "parquet", boardId: "parent" });
  for (let step = 0; step < 5000; step++) parent.log({ loss: Math.sin(step) });
  await parent.finish();
  const file = boards.dir.join("parent", "data", "metrics.parquet");
  const bytes = Deno.readFileSync(file);
  bytes[1000]! ^= 1;
  Deno.writeFileSync(file, bytes);
  const forkFrom = { boardId: "parent", step: 10 };
  assertThrows(() => boards.open({ boardId: "fork", forkFrom }), Error, "not as it was written");
  assertEquals([...Deno.readDirSync(boards.dir.path)].map(({ name }) => name), ["parent"]);
});

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`forkFrom begins a board with the history of another one, which stays as it is (${backend})`, async () => {
    await using boards = new OpenBoards();
    const path = boards.dir.join("model.pt");
    const parent = boards.open({ backend, boardId: "parent", config: { lr: 0.1 } });
    Deno.writeTextFileSync(path, "before");
    parent.logFile("before the first step", path);
    logSteps(parent, path, 4);
    await parent.finish();
    const resumed = boards.open({ backend, boardId: "parent" });
    logSteps(resumed, path, 4); // Two log calls each: steps 0 to 15.
    await resumed.finish();
    const before = boards.tree();

    for (const step of [3, 8, 15]) {
      const fork = boards.open({
        backend: step === 3 ? backend : undefined,
        boardId: `fork_${step}`,
        forkFrom: { boardId: "parent", step },
      });
      assertEquals([fork.currentStep, fork.backend, fork.config], [step, backend, { lr: 0.1 }]);
      logSteps(fork, path, 2);
      await fork.finish();
      assertEquals((await verifyBoard(fork.boardDir)).damage, [], `at step ${step}`);
      const [mine, theirs] = await Promise.all(
        [fork.boardDir, parent.boardDir].map((dir) => historyOf(dir, step)),
      );
      assertEquals(mine, theirs, `at step ${step}`);
      await using reader = await openBoard(fork.boardDir);
      const { rows } = await reader.sql("SELECT step FROM metrics");
      assertEquals(rows.map(([step]) => step), Array.from({ length: step + 5 }, (_, i) => i));
      for (const { path } of await reader.media()) assert(Deno.statSync(path!).isFile);
      const metadata = boards.metadata(fork);
      assertEquals(metadata.forked_from, { board_id: "parent", step });
      assertEquals(metadata.resumed_at, undefined);
      if (step === 3) {
        const { stdout } = await kobo(["show", fork.boardId, "--dir", boards.dir.path]);
        assertMatch(stdout, /fork of +parent at step 3\n/);
      }
      const again = boards.open({ boardId: `fork_${step}`, backend }); // It is a board as any other.
      assertEquals(again.currentStep, step + 4);
      await again.finish();
      assertEquals(boards.metadata(again).forked_from, { board_id: "parent", step });
    }
    const after = boards.tree();
    for (const [name, content] of Object.entries(before)) {
      if (name.includes("parent")) assertEquals(after[name] === content, true, name);
    }
  });
}

Deno.test("forkFrom refuses what cannot be forked, and leaves nothing behind", async () => {
  await using boards = new OpenBoards();
  const live = boards.open({ boardId: "live" });
  live.log({ loss: 1 });
  const ended = boards.open({ boardId: "ended" });
  ended.log({ loss: 1 });
  await ended.finish();
  // deno-lint-ignore no-explicit-any -- What a caller without types may give.
  const refused: [any, RegExp][] = [
    [
      { boardId: "live", step: 0 },
      /Cannot fork .*live: it is live, .*; wait for its end, or stop it first$/,
    ],
    [{ boardId: "none", step: 0 }, /there is no such board/],
    [{ boardId: "ended", step: 1 }, /Cannot fork .* at step 1: its last one is 0/],
    [{ boardId: "ended", step: -1 }, /forkFrom/],
    [{ boardId: "ended" }, /forkFrom/],
    [{ boardId: "../ended", step: 0 }, /boardId/],
    [{ board_id: "ended", step: 0 }, /expected the option boardId/],
    ["ended", /expected options/],
  ];
  for (const [forkFrom, message] of refused) {
    const error = assertThrows(() => boards.open({ boardId: "fork", forkFrom }), Error) as Error;
    assertMatch(error.message, message);
  }
  assertThrows(
    () => boards.open({ boardId: "ended", forkFrom: { boardId: "ended", step: 0 } }),
    Error,
    "another board",
  );
  assertThrows(
    () =>
      boards.open({ boardId: "fork", backend: "duckdb", forkFrom: { boardId: "ended", step: 0 } }),
    Error,
    'it was written with "parquet", and a fork keeps its parent\'s backend; leave the option out',
  );
  assertEquals([...Deno.readDirSync(boards.dir.path)].map(({ name }) => name).sort(), [
    "ended",
    "live",
  ]);
});

for (const backend of ["duckdb", "parquet"] as const) {
  Deno.test(`No sample of the machine comes into a fork that takes longer than an interval (${backend})`, async () => {
    await using boards = new OpenBoards();
    const parent = boards.open({ backend, boardId: "parent" });
    for (let i = 0; i < 3; i++) parent.log({ loss: i });
    await parent.finish();
    const boardDir = boards.dir.join("fork");
    Deno.mkdirSync(boardDir);
    const problems: string[] = [];
    const client = new WriterClient(
      {
        boardDir,
        backend,
        metadata: RUN_METADATA,
        flushIntervalMs: 5000,
        busyTimeoutMs: 1000,
        fork: { boardDir: parent.boardDir, step: 1 },
        sampleIntervalMs: 1,
      },
      1024 ** 2,
      (message) => problems.push(message),
    );
    try {
      const reply = client.requestSync("open", 20_000);
      assertEquals(reply.type === "opened" && reply.tables[0]?.lastStep, 1);
      assertEquals(problems, []);
    } finally {
      client.stop({ allOnDisk: false });
    }
  });
}
