import { DuckDBInstance } from "../../../reader/duckdb/duckdb_bundle.js";
import { assertEquals } from "@std/assert";
import { aggregateCells } from "../../../reader/metrics/aggregate_cells.ts";
import { metricColumn, metricColumns } from "../../../reader/metrics/metric_columns.ts";
import { readCells } from "../../../reader/metrics/read_cells.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

const ROWS = 50_000;
const COLUMNS = `
  (step % 7)::DOUBLE AS small,
  CASE step % 1000 WHEN 0 THEN 'NaN'::DOUBLE ELSE -step END AS "has NaN",
  CASE step WHEN 5 THEN 'Infinity'::DOUBLE WHEN 9 THEN '-Infinity'::DOUBLE ELSE step END AS inf,
  CASE WHEN step < 100 THEN step::DOUBLE END AS "ended ""early""",
  CASE WHEN step > 49000 THEN step * 0.5 END AS late,
  NULL::DOUBLE AS nothing,
  'NaN'::DOUBLE AS "VALUE",
  step % 2 = 0 AS flag,
  CASE WHEN step < 10 THEN 'text ' || step END AS note`;

Deno.test("readCells() and aggregateCells() count the same", async () => {
  using dir = new TempDir();
  const path = dir.join("metrics.duckdb");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`ATTACH '${path}' AS made`);
  await connection.run(`
    CREATE TABLE made.metrics AS
    SELECT step, step AS global_step, make_timestamp(step) AS timestamp, ${COLUMNS}
    FROM (SELECT range AS step FROM range(${ROWS}))`);
  await connection.run("DETACH made");
  await connection.run(`ATTACH '${path}' AS board (READ_ONLY)`);
  await connection.run(`COPY (FROM board.metrics) TO '${dir.join("metrics.parquet")}'`);
  for (const relation of ["board.main.metrics", `read_parquet('${dir.join("metrics.parquet")}')`]) {
    const columns = await metricColumns(connection, relation);
    for (const after of [-1, 49_500]) {
      const rows = { after, last: ROWS - 1 };
      const aggregated = await aggregateCells(connection, relation, columns, rows);
      assertEquals(aggregated, await readCells(connection, relation, columns, rows));
      if (after !== -1) continue;
      const of = (name: string) => aggregated[columns.findIndex((column) => column.name === name)];
      const last = { count: ROWS, lastStep: ROWS - 1 };
      assertEquals(of("has NaN"), { ...last, lastValue: 1 - ROWS, min: 1 - ROWS, max: -1 });
      assertEquals(of("inf"), { ...last, lastValue: ROWS - 1, min: 0, max: ROWS - 1 });
      assertEquals(of("VALUE"), { ...last, lastValue: NaN, min: null, max: null });
      assertEquals(of("flag"), { ...last, lastValue: false, min: 0, max: 1 });
      const text = { count: 10, lastStep: 9, lastValue: "text 9", min: null, max: null };
      assertEquals(of("note"), text);
      assertEquals(of('ended "early"'), {
        count: 100,
        lastStep: 99,
        lastValue: 99,
        min: 0,
        max: 99,
      });
      assertEquals(of("nothing")?.count, 0);
    }
    for (const column of columns) {
      assertEquals(await metricColumn(connection, relation, column.name), column);
    }
    for (const name of ["SMALL", "step", "missing", 'a"b']) {
      assertEquals(await metricColumn(connection, relation, name), undefined);
    }
  }
  connection.closeSync();
  instance.closeSync();
});
