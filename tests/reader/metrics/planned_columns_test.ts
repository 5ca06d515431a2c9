import { DuckDBConnection } from "../../../reader/duckdb/duckdb_bundle.js";
import { assertEquals } from "@std/assert";
import { Board } from "../../../mod.ts";
import { openBoard } from "../../../reader/mod.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

/** All SQL that is planned while some work is done. */
async function sqlOf(work: () => Promise<unknown>): Promise<string[]> {
  const planned: string[] = [];
  const { prototype } = DuckDBConnection;
  const { run, prepare } = prototype;
  prototype.run = function (sql, ...rest) {
    planned.push(sql);
    return run.call(this, sql, ...rest);
  };
  prototype.prepare = function (sql) {
    planned.push(sql);
    return prepare.call(this, sql);
  };
  try {
    await work();
  } finally {
    Object.assign(prototype, { run, prepare });
  }
  return planned;
}

Deno.test("the metrics of a DuckDB file are looked up in its catalog, not by DESCRIBE", async () => {
  using dir = new TempDir();
  const board = new Board({ name: "wide", baseDir: dir.path });
  board.log({ loss: 1, isBest: true, note: "first" });
  await board.finish();
  await using reader = await openBoard(board.boardDir);
  const planned = await sqlOf(async () => {
    const metrics = await reader.metrics();
    assertEquals(metrics.map(({ name, type, count }) => [name, type, count]), [
      ["loss", "double", 1],
      ["isBest", "boolean", 1],
      ["note", "string", 1],
    ]);
  });
  // Which plans all columns, in a time that grows with their square.
  assertEquals(planned.filter((sql) => /^(DESCRIBE|FROM)\b/.test(sql)), []);
  assertEquals(planned.some((sql) => sql.includes("pragma_table_info")), true);
});
