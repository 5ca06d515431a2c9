import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { openBoard, QueryError } from "../../../reader/mod.ts";
import { OpenBoards } from "../../board/open_boards.ts";
import { filesIn } from "../../faults/support/copy_folder.ts";
import { smallBoard } from "../small_board.ts";

const BACKENDS = ["duckdb", "parquet"] as const;

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
