import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBInstance } from "../../../reader/duckdb/duckdb_bundle.js";
import { checkQuery } from "../../../reader/query/check_query.ts";
import { QueryError } from "../../../reader/mod.ts";

async function withConnection(work: (connection: DuckDBConnection) => Promise<void>) {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

Deno.test("checkQuery() accepts queries that only read, and needs no table for that", async () => {
  await withConnection(async (connection) => {
    for (
      const query of [
        "SELECT a, b FROM nothing WHERE a > $1",
        "FROM nothing",
        "TABLE nothing",
        "VALUES (1), (2);",
        "WITH a AS (SELECT 1) FROM a -- a comment",
        "DESCRIBE nothing",
        "SUMMARIZE nothing",
        "SHOW TABLES",
        "explain analyze select 1",
        "EXPLAIN (FORMAT json) FROM nothing",
        "FROM read_parquet('x.parquet'), unnest([1]), range(3)",
        "FROM duckdb_columns(), pragma_version()",
        "SELECT (SELECT count(*) FROM glob('*'))",
      ]
    ) await checkQuery(connection, query);
  });
});

Deno.test("checkQuery() names the first table function that may do more than read", async () => {
  await withConnection(async (connection) => {
    const cases = {
      "FROM enable_logging(storage = 'file')": "enable_logging",
      'SELECT 1 WHERE 1 IN (FROM range(3), "Force_Checkpoint"())': "force_checkpoint",
      "WITH a AS (FROM query('SELECT 1')) FROM a": "query",
      "FROM duckdb_secrets()": "duckdb_secrets",
      "FROM duckdb_logs()": "duckdb_logs",
      "EXPLAIN FROM no_such_function()": "no_such_function",
      "DESCRIBE FROM enable_profiling()": "enable_profiling",
    };
    for (const [query, name] of Object.entries(cases)) {
      const error = await assertRejects(() => checkQuery(connection, query), QueryError);
      assertEquals(error.kind, "forbidden", query);
      assertStringIncludes(error.message, `the table function ${name}() is not among those`);
    }
  });
});

Deno.test("checkQuery() tells what is no SQL from what is no query", async () => {
  await withConnection(async (connection) => {
    for (const query of ["SELEC 1", "SELECT FROM WHERE", "SELECT 'a", "FROM a JOIN"]) {
      const error = await assertRejects(() => checkQuery(connection, query), QueryError);
      assertEquals(error.kind, "syntax", query);
      assertStringIncludes(error.message, "Parser Error: ");
    }
    for (const query of ["", ";", "SELECT 1; SELECT 2", "DROP TABLE a", "SET threads = 1"]) {
      const error = await assertRejects(() => checkQuery(connection, query), QueryError);
      assertEquals(error.kind, "forbidden", query);
      assertStringIncludes(error.message, "expected one statement that only reads");
    }
    const long = `CREATE TABLE a AS\n  SELECT '${"x".repeat(100)}'`;
    const error = await assertRejects(() => checkQuery(connection, long), QueryError);
    assertStringIncludes(error.message, `Cannot run "CREATE TABLE a AS SELECT 'xxx`);
    assertEquals(/"(.*)"/.exec(error.message)?.[1]?.length, 61, "60 characters and an ellipsis");
  });
});
