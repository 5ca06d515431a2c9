import { assert, assertEquals } from "@std/assert";
import * as bundle from "../../../reader/duckdb/duckdb_bundle.js";
import * as parts from "../../../reader/duckdb/duckdb_parts.ts";
import { duckDbBundleHeader } from "../../../reader/duckdb/bundling/duckdb_sources.ts";

const QUERY = `SELECT 1::TINYINT AS i, 2.5::DOUBLE AS d, 1.25::DECIMAL(38, 2) AS n, 'ab'::BLOB AS b,
  'é' AS t, NULL AS nothing, DATE '2026-01-02' AS day, TIMESTAMP '2026-01-02 03:04:05.678901' AS us,
  TIMESTAMPTZ '2026-01-02 03:04:05+00' AS tz, TIMESTAMP_NS '2026-01-02 03:04:05.678901234' AS ns,
  INTERVAL 1 DAY AS passed, uuid '01234567-89ab-cdef-0123-456789abcdef' AS id, [1, NULL, 3] AS list,
  [1, 2]::INTEGER[2] AS pair, {'a': 1, 'b': ['x']} AS record, MAP {'k': 2} AS named,
  union_value(one := 1) AS either, 'x'::ENUM('x', 'y') AS chosen, 170141183460469231731687::HUGEINT AS h`;

Deno.test("the bundle of DuckDB's API is up to date with its sources: `deno task bundle` makes it", async () => {
  const folder = new URL("../../../reader/duckdb/", import.meta.url);
  const text = Deno.readTextFileSync(new URL("duckdb_bundle.js", folder));
  assert(
    text.startsWith(await duckDbBundleHeader(folder)),
    "stale: run `deno task bundle`",
  );
  assertEquals(Object.keys(bundle), Object.keys(parts));
});

Deno.test("the bundle of DuckDB's API and the package give the same values of each type", async () => {
  const read = async ({ DuckDBInstance }: Pick<typeof parts, "DuckDBInstance">) => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    try {
      const result = await connection.runAndReadAll(QUERY);
      return [result.columnTypes().map(String), result.getRows().flat().map(String)];
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  };
  assertEquals(await read(bundle), await read(parts));
});
