import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { openBoard, QueryError, type SqlValue } from "../../reader/mod.ts";
import { OpenBoards } from "../board/open_boards.ts";
import { filesIn } from "../faults/support/copy_folder.ts";
import { Server } from "../faults/support/server.ts";
import { TempDir } from "../support/temp_dir.ts";

const BACKENDS = ["duckdb", "parquet"] as const;

async function smallBoard(boards: OpenBoards, backend: "duckdb" | "parquet"): Promise<string> {
  const board = boards.open({ backend });
  for (let i = 0; i < 1000; i++) board.log({ value: i / 10 });
  await board.finish();
  return board.boardDir;
}

Deno.test("BoardReader.sql() gives typed rows", async () => {
  await using boards = new OpenBoards();
  await using reader = await openBoard(await smallBoard(boards, "duckdb"));
  const values: [string, string, SqlValue][] = [
    ["1", "INTEGER", 1],
    ["9007199254740991::BIGINT", "BIGINT", 9007199254740991],
    ["9007199254740993::BIGINT", "BIGINT", 9007199254740993n],
    ["170141183460469231731687303715884105727::HUGEINT", "HUGEINT", 2n ** 127n - 1n],
    ["'NaN'::DOUBLE", "DOUBLE", NaN],
    ["'-Infinity'::DOUBLE", "DOUBLE", -Infinity],
    ["-0.0::DOUBLE", "DOUBLE", -0],
    ["1.25", "DECIMAL(3,2)", 1.25],
    ["'\ufeffmark 😀'", "VARCHAR", "\ufeffmark 😀"],
    ["NULL", "INTEGER", null],
    ["true", "BOOLEAN", true],
    ["TIMESTAMP '2026-01-02 03:04:05.678'", "TIMESTAMP", new Date("2026-01-02T03:04:05.678Z")],
    ["TIMESTAMP '1969-12-31 23:59:59.9995'", "TIMESTAMP", new Date(-1)],
    ["DATE '2026-01-02'", "DATE", new Date("2026-01-02")],
    ["'infinity'::TIMESTAMP", "TIMESTAMP", "infinity"],
    ["'\\x01\\xFF'::BLOB", "BLOB", new Uint8Array([1, 255])],
    ["[1, NULL, 3]", "INTEGER[]", [1, null, 3]],
    ["{'a': 1, 'b': [true]}", "STRUCT(a INTEGER, b BOOLEAN[])", { a: 1, b: [true] }],
    ["MAP {'k': 1}", "MAP(VARCHAR, INTEGER)", { k: 1 }],
    ["INTERVAL 1 DAY", "INTERVAL", "1 day"],
  ];
  for (const [sql, type, value] of values) {
    const result = await reader.sql(`SELECT ${sql} AS v`);
    assertEquals(result.rows, [[value]], sql);
    assertEquals(String(result.columns[0].type).replaceAll('"', ""), type, sql);
  }
  const { rows } = await reader.sql(
    "SELECT $n::BIGINT, $x, $t, $b, $d, $none, $big::HUGEINT",
    {
      n: 2 ** 40,
      x: -0,
      t: "it's",
      b: new Uint8Array([7]),
      d: new Date(5),
      none: null,
      big: 2n ** 70n,
    },
  );
  assertEquals(rows, [[2 ** 40, -0, "it's", new Uint8Array([7]), new Date(5), null, 2n ** 70n]]);
  const byPlace = await reader.sql("SELECT step FROM metrics WHERE value BETWEEN ? AND ?", [
    1,
    1.2,
  ]);
  assertEquals(byPlace.toObjects(), [{ step: 10 }, { step: 11 }, { step: 12 }]);
});

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

Deno.test("BoardReader.sql() stops at maxRows, at its time and at its signal", async () => {
  await using boards = new OpenBoards();
  await using reader = await openBoard(await smallBoard(boards, "parquet"));
  const some = await reader.sql("FROM metrics ORDER BY step", [], { maxRows: 10 });
  assertEquals([some.rows.length, some.truncated, some.rows[9][0]], [10, true, 9]);
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
  const asked = reader.sql(sum, [], { signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  assertEquals((await assertRejects(() => asked, QueryError)).kind, "cancelled");
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
  const questions: [string, () => Promise<unknown>][] = [
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
  for (const [name, question] of questions) {
    const asked = question().catch(() => {});
    if (name === "cancelled") setTimeout(() => stop.abort(), 100);
    await asked;
    await run.get({ do: "log", count: 10 });
    // It waits for the file.
    const { error } = await run.ask({ do: "flush" }, 20_000);
    assertEquals(error, undefined, name);
  }
});

for (const backend of BACKENDS) {
  Deno.test(`BoardReader.sql() lets nobody out of a board of ${backend}`, async () => {
    await using boards = new OpenBoards();
    const boardDir = await smallBoard(boards, backend);
    const other = await smallBoard(boards, backend);
    const outside = boards.dir.join("outside.csv");
    Deno.writeTextFileSync(outside, "a\n1\n");
    const data = join(boardDir, "data");
    const state = () =>
      filesIn(boards.dir.path).map((path) => {
        const { size, mtime } = Deno.statSync(boards.dir.join(path));
        return [path, size, mtime?.getTime()];
      });
    const before = state();
    await using reader = await openBoard(boardDir);
    const attempts: [string, string[]][] = [
      [`SELECT * FROM '${outside}'`, ["forbidden"]],
      [`SELECT * FROM read_csv('${data}/../../outside.csv')`, ["forbidden"]],
      [`SELECT * FROM read_text('${boardDir}/metadata.json')`, ["forbidden"]],
      [`SELECT * FROM glob('/*')`, ["forbidden"]],
      [`SELECT * FROM '${other}/data/metrics.parquet'`, ["forbidden"]],
      [`ATTACH '${other}/data/board.duckdb'`, ["forbidden"]],
      [`ATTACH '${data}/new.duckdb'`, ["forbidden"]],
      ["DETACH board", ["forbidden"]],
      [`COPY (SELECT 1) TO '${data}/x.csv'`, ["forbidden"]],
      [`EXPLAIN ANALYZE COPY (SELECT 1) TO '${data}/x.csv'`, ["forbidden"]],
      [`/* */ EXPLAIN ANALYZE COPY (SELECT 1) TO '${data}/x.csv'`, ["forbidden"]],
      [`EXPORT DATABASE '${data}/x'`, ["forbidden"]],
      ["INSTALL httpfs", ["forbidden"]],
      ["LOAD httpfs", ["forbidden"]],
      ["SET threads = 1", ["forbidden"]],
      ["SET enable_external_access = true", ["forbidden"]],
      ["RESET lock_configuration", ["forbidden"]],
      ["PRAGMA enable_profiling", ["forbidden"]],
      ["CREATE TABLE t (a INTEGER)", ["forbidden"]],
      ["CREATE VIEW metrics AS SELECT 1", ["forbidden"]],
      ["INSERT INTO metrics (step) VALUES (1)", ["forbidden"]],
      ["DELETE FROM board.main.metrics", ["forbidden"]],
      ["DROP VIEW metrics", ["forbidden"]],
      ["BEGIN", ["forbidden"]],
      ["CHECKPOINT", ["forbidden"]],
      ["CALL enable_logging()", ["forbidden"]],
      [`FROM enable_logging(storage = 'file', storage_path = '${data}/logs')`, ["forbidden"]],
      [`SELECT 1 WHERE 1 IN (FROM "ENABLE_LOGGING"())`, ["forbidden"]],
      [`FROM query('FROM enab' || 'le_logging()')`, ["forbidden"]],
      [`WITH a AS (FROM force_checkpoint('board')) FROM a`, ["forbidden"]],
      [`DESCRIBE FROM enable_profiling()`, ["forbidden"]],
      ["SELECT 1; SELECT 2", ["forbidden"]],
      ["SELECT 1; DROP VIEW metrics", ["forbidden"]],
      ["", ["forbidden", "syntax"]],
      ["  ; ", ["forbidden", "syntax"]],
      ["SELEC 1", ["syntax"]],
      ["SELECT nothing FROM metrics", ["syntax"]],
      ["FROM nothing", ["syntax"]],
      ["SELECT 'a'::INTEGER + step FROM metrics", ["failed", "syntax"]],
    ];
    for (const [sql, kinds] of attempts) {
      const error = await assertRejects(() => reader.sql(sql), QueryError);
      assert(kinds.includes(error.kind), `${sql}: ${error.kind}: ${error.message}`);
      await assertRejects(() => reader.toArrow(sql), QueryError);
      await assertRejects(
        () => reader.exportCsv(boards.dir.join("target.csv"), { query: sql }),
        Error,
        undefined,
        sql,
      );
    }
    for (
      const sql of [
        "FROM metrics",
        "TABLE metrics",
        "VALUES (1)",
        "WITH a AS (SELECT 1) FROM a",
        "DESCRIBE metrics",
        "SUMMARIZE metrics",
        "SHOW TABLES",
        "EXPLAIN SELECT count(*) FROM metrics",
        "EXPLAIN ANALYZE SELECT count(*) FROM metrics",
        "PIVOT metrics ON (step % 2) IN (0, 1) USING sum(value)",
        "SELECT unnest(range(3)); -- That is all.",
        "SELECT column_name FROM duckdb_columns() WHERE table_name = 'metrics'",
      ]
    ) assert((await reader.sql(sql)).rows.length > 0, sql);
    assertEquals(state(), before, "nothing changed");
  });
}

Deno.test("BoardReader.toArrow() gives Arrow's own types", async () => {
  await using boards = new OpenBoards();
  await using reader = await openBoard(await smallBoard(boards, "duckdb"));
  const table = await reader.toArrow(
    `SELECT step, value, value > 1 AS above, 'é' || step AS text, timestamp, [value, NULL] AS list,
       {'a': step} AS struct, CASE WHEN step % 2 = 0 THEN step::INTEGER END AS some,
       sum(step) OVER () AS total
     FROM metrics ORDER BY step`,
  );
  assertEquals(table.numRows, 1000);
  const types = Object.fromEntries(table.schema.fields.map(({ name, type }) => [name, `${type}`]));
  assertEquals(types, {
    step: "Int64",
    value: "Float64",
    above: "Bool",
    text: "Utf8",
    timestamp: "Timestamp<MICROSECOND>",
    list: "List<Float64>",
    struct: "Struct<{a:Int64}>",
    some: "Int32",
    total: "Float64",
  });
  assertEquals(table.getChild("step")!.get(999), 999n);
  assertEquals(table.getChild("text")!.get(12), "é12");
  assertEquals(table.getChild("some")!.get(1), null);
  assertEquals(table.getChild("some")!.get(2), 2);
  assertEquals([...table.getChild("list")!.get(15)], [1.5, null]);
  assertEquals(table.getChild("above")!.get(10), false);
  assertEquals(table.getChild("above")!.get(11), true);
  assertEquals((await reader.toArrow("FROM metrics WHERE false")).numRows, 0);
});
