import { assertEquals } from "@std/assert";
import { mentions } from "../../../reader/query/views.ts";

Deno.test("mentions() finds a table's name as a word, in upper and lower case", () => {
  for (
    const query of ["FROM metrics", 'FROM "Metrics"', "SELECT METRICS.step", "-- of metrics"]
  ) assertEquals(mentions(query, "metrics"), true, query);
  for (const query of ["FROM my_metrics", "FROM media", "SELECT 1", "FROM metrics2"]) {
    assertEquals(mentions(query, "metrics"), false, query);
  }
});

Deno.test("mentions() takes a query that lists tables for one that may read all", () => {
  for (
    const query of [
      "SHOW TABLES",
      "FROM duckdb_columns()",
      "FROM information_schema.tables",
      "FROM pragma_table_info('x')",
      "FROM pg_catalog.pg_class",
      "FROM sqlite_master",
    ]
  ) assertEquals(mentions(query, "metrics"), true, query);
});
