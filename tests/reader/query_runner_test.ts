import { assertEquals, assertRejects } from "@std/assert";
import { openBoard, QueryError } from "../../reader/mod.ts";
import { OpenBoards } from "../board/open_boards.ts";
import { Server } from "../faults/support/server.ts";
import { TempDir } from "../../testing/temp_dir.ts";
import { smallBoard } from "./small_board.ts";

const BACKENDS = ["duckdb", "parquet"] as const;

for (const backend of BACKENDS) {
  Deno.test(`BoardReader.sql() takes NaN for the greatest number on ${backend}`, async () => {
    await using boards = new OpenBoards();
    const board = boards.open({ backend });
    for (let step = 0; step < 1000; step++) board.log({ loss: step === 500 ? NaN : step / 1000 });
    await board.finish();
    await using reader = await openBoard(board.boardDir);
    const ask = async (query: string) => (await reader.sql(query)).rows.flat();
    assertEquals(await ask("SELECT step FROM metrics WHERE loss > 5"), [500]);
    assertEquals(await ask("SELECT step FROM metrics WHERE isnan(loss)"), [500]);
    assertEquals(await ask("SELECT max(loss) FROM metrics"), [NaN]);
  });
}

Deno.test("BoardReader.sql() says that a metric with a slash needs double quotes", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "parquet" });
  board.log({ "train/loss": 0.5, "学習/率/x-1": 1 });
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  const hints = [
    ["SELECT step, min(train/loss) FROM metrics", '"train/loss"'],
    ["SELECT 学習/率/x-1 FROM metrics", '"学習/率/x-1"'],
    ["SELECT nothing FROM metrics", undefined],
    [`SELECT "train"/"loss" FROM metrics`, undefined],
  ] as const;
  for (const [query, name] of hints) {
    const { message } = await assertRejects(() => reader.sql(query), QueryError);
    const [line] = message.split("\n");
    const hint = / A metric with a slash needs double quotes: (".*")$/.exec(line!)?.[1];
    assertEquals(hint, name, message);
  }
  assertEquals((await reader.sql('SELECT "train/loss" FROM metrics')).rows, [[0.5]]);
});

Deno.test("BoardReader.sql() stops at maxRows, at its time and at its signal", async () => {
  await using boards = new OpenBoards();
  await using reader = await openBoard(await smallBoard(boards, "parquet"));
  const some = await reader.sql("FROM metrics ORDER BY step", [], { maxRows: 10 });
  assertEquals([some.rows.length, some.truncated, some.rows[9]![0]], [10, true, 9]);
  const all = await reader.sql("FROM metrics", [], { maxRows: 1000 });
  assertEquals([all.rows.length, all.truncated], [1000, false]);
  // Were it computed to its end, this would take days.
  const endless = "FROM range(100000000000) a, range(1000000)";
  const first = await reader.sql(endless, [], { maxRows: 3 });
  assertEquals(first.truncated, true);
  const sum = `SELECT sum(a.range) ${endless}`;
  const late = await assertRejects(() => reader.sql(sum, [], { timeoutMs: 100 }), QueryError);
  assertEquals(late.kind, "timeout");
  const controller = new AbortController();
  const pending = reader.sql(sum, [], { signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  assertEquals((await assertRejects(() => pending, QueryError)).kind, "cancelled");
  const before = reader.sql("SELECT 1", [], { signal: AbortSignal.abort() });
  assertEquals((await assertRejects(() => before, QueryError)).kind, "cancelled");
  assertEquals((await reader.sql("SELECT 1")).rows, [[1]]);
});

Deno.test("BoardReader.sql() fails where a query fails late, and gives no part of its rows", async () => {
  await using boards = new OpenBoards();
  const board = boards.open();
  for (let i = 0; i < 100_000; i++) board.log({ value: i });
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  const late = `SELECT CASE WHEN value = 99_999 THEN error('late') ELSE value END AS a, step,
    step AS b, step AS c, step AS d, step AS e FROM metrics`;
  for (const maxRows of [undefined, 100_000]) {
    const error = await assertRejects(() => reader.sql(late, [], { maxRows }), QueryError);
    assertEquals([error.kind, error.message], ["failed", "Invalid Input Error: late"]);
  }
  await assertRejects(() => reader.toArrow(late), QueryError);
});

Deno.test("BoardReader.sql() keeps order and names with maxRows", async () => {
  await using boards = new OpenBoards();
  const board = boards.open({ backend: "duckdb" });
  for (let i = 0; i < 300_000; i++) board.log({ value: (i * 7919) % 300_007 });
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  const queries = [
    "SELECT step, step, value AS step FROM metrics ORDER BY value DESC; ",
    "WITH a AS (SELECT * FROM metrics ORDER BY value) FROM a -- in order",
    "FROM metrics",
    "SELECT value % 10 AS k, count(*), count(*) FROM metrics GROUP BY ALL ORDER BY k DESC;",
    "VALUES (1), (2)",
    "SHOW TABLES",
    "DESCRIBE metrics",
    "SUMMARIZE metrics",
    `PIVOT (SELECT step % 5 AS k, step % 2 AS odd, value FROM metrics)
     ON odd IN (0, 1) USING sum(value) ORDER BY k`,
    "EXPLAIN FROM metrics",
  ];
  for (const query of queries) {
    const all = await reader.sql(query);
    for (const maxRows of [1, 5, 5000]) {
      const some = await reader.sql(query, [], { maxRows });
      assertEquals(some.columns, all.columns, query);
      assertEquals(some.truncated, all.rows.length > maxRows, query);
      if (/^(EXPLAIN|SUMMARIZE)/.test(query)) continue; // No two answers are quite alike.
      assertEquals(some.rows, all.rows.slice(0, maxRows), query);
    }
  }
  const bound = await reader.sql("SELECT step FROM metrics WHERE step > $s AND step < $t", {
    s: 5,
    t: 100,
  }, { maxRows: 1 });
  assertEquals([bound.rows, bound.truncated], [[[6]], true]);
});

Deno.test("BoardReader.sql() holds no file, whatever became of the query", async () => {
  using dir = new TempDir();
  await using run = new Server("board_server.ts");
  const options = { baseDir: dir.path, boardId: "run", backend: "duckdb", flushIntervalMs: 60_000 };
  const { boardDir } = await run.get<{ boardDir: string }>({ do: "create", options });
  await run.get({ do: "log", count: 5000 });
  await run.get({ do: "flush" });
  await using reader = await openBoard(boardDir);
  const endless = "SELECT sum(range) FROM metrics, range(100000000000)";
  const late = "SELECT CASE WHEN step = 4999 THEN error('late') ELSE step END FROM metrics";
  const stop = new AbortController();
  const cases: [string, () => Promise<unknown>][] = [
    ["truncated", () => reader.sql("FROM metrics", [], { maxRows: 1 })],
    [
      "truncated, endless",
      () => reader.sql("FROM metrics, range(100000000000)", [], { maxRows: 1 }),
    ],
    ["timed out", () => reader.sql(endless, [], { timeoutMs: 100 })],
    ["cancelled", () => reader.sql(endless, [], { signal: stop.signal })],
    ["failed", () => reader.sql(late)],
    ["failed, of Arrow", () => reader.toArrow(late)],
  ];
  for (const [name, query] of cases) {
    const pending = query().catch(() => {});
    if (name === "cancelled") setTimeout(() => stop.abort(), 100);
    await pending;
    await run.get({ do: "log", count: 10 });
    // It waits for the file.
    const { error } = await run.ask({ do: "flush" }, 20_000);
    assertEquals(error, undefined, name);
  }
});
