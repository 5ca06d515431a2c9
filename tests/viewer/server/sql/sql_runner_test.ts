import { assertEquals, assertRejects } from "@std/assert";
import { sqlReply } from "../../../../viewer/protocol/sql.ts";
import { at, BACKENDS, send, viewerOfBoards } from "../support/viewer_client.ts";

Deno.test("POST /api/sql asks one board, some, or all", async () => {
  await using viewer = await viewerOfBoards();
  const ask = (body: Record<string, unknown>) => send(viewer, "POST", "/api/sql", body, sqlReply);
  for (const backend of BACKENDS) {
    const board = `full_${backend}`;
    const rows = await ask({
      board,
      query: "SELECT step, loss, ok, note FROM metrics WHERE step >= $1 ORDER BY step LIMIT 1",
      params: [100],
    });
    assertEquals(rows.rows, [[100, "NaN", true, "step 100"]]);
    assertEquals(rows.columns.map(({ name }) => name), ["step", "loss", "ok", "note"]);
    const zeros = await ask({ board, query: "SELECT -0.0::DOUBLE, [0::DOUBLE, -0.0::DOUBLE]" });
    assertEquals(zeros.rows, [[-0, [0, -0]]]);
    const cut = await ask({ board, query: "SELECT step FROM metrics ORDER BY step", maxRows: 3 });
    assertEquals([cut.rows, cut.truncated], [[[0], [1], [2]], true]);
    const values = await ask({
      board,
      query:
        "SELECT 2::HUGEINT ** 70, TIMESTAMP '2026-01-02 03:04:05', '\\xAB'::BLOB, [1, NULL], " +
        "{'a': 1}, -'Infinity'::DOUBLE, NULL, 9007199254740993",
    });
    assertEquals(at(values.rows, 0).slice(1, 4), ["2026-01-02T03:04:05.000000Z", "0xab", [
      1,
      null,
    ]]);
    assertEquals(at(values.rows, 0).slice(4), [{ a: 1 }, "-Infinity", null, "9007199254740993"]);
    // As DuckDB writes them: they were 12345678901234567000, and without the microseconds.
    const digits = await ask({
      board,
      query: "SELECT 12345678901234567890.5::DECIMAL(38, 1), 1.25, DATE '2024-02-29', " +
        "TIMESTAMP '2026-01-02 03:04:05.123456', TIMESTAMP_NS '2026-01-02 03:04:05.123456789'",
    });
    assertEquals(digits.rows, [[
      "12345678901234567890.5",
      1.25,
      "2024-02-29",
      "2026-01-02T03:04:05.123456Z",
      "2026-01-02T03:04:05.123456789Z",
    ]]);
  }
  const all = await ask({ query: "SELECT board_id, count(*) FROM metrics GROUP BY 1 ORDER BY 1" });
  assertEquals(all.rows.map(([id]) => id), [
    "full_duckdb",
    "full_parquet",
    "one_duckdb",
    "one_parquet",
  ]);
  const some = await ask({
    boards: ["one_duckdb", "one_parquet"],
    query: "SELECT DISTINCT board_id FROM metrics ORDER BY 1",
  });
  assertEquals(some.rows, [["one_duckdb"], ["one_parquet"]]);
  const runs = await ask({ query: `SELECT board_id FROM runs WHERE "config.lr" < 0.1 ORDER BY 1` });
  assertEquals(runs.rows, [["full_duckdb"], ["full_parquet"]]);
  await assertRejects(() => ask({ query: "SELECT nothing FROM metrics" }), Error, "nothing");
});
