import { assertEquals } from "@std/assert";
import { BareDuckDb } from "../../../backends/duckdb/bare_duckdb.ts";
import { DuckDbCatalog } from "../../../backends/duckdb/duckdb_catalog.ts";

Deno.test("DuckDbCatalog takes no view for a table where another schema has one of its name", async () => {
  const duckdb = await BareDuckDb.open({ threads: "1" });
  try {
    await duckdb.run("ATTACH ':memory:' AS board");
    await duckdb.run("CREATE SCHEMA board.other");
    await duckdb.run("CREATE TABLE board.other.metrics (step BIGINT)");
    await duckdb.run("CREATE VIEW board.main.metrics AS SELECT content FROM read_text('/etc/*')");
    await duckdb.run("CREATE TABLE board.main.media (step BIGINT)");
    assertEquals(await new DuckDbCatalog(duckdb, "a file").tableNames(), ["media"]);
  } finally {
    duckdb.close();
  }
});
