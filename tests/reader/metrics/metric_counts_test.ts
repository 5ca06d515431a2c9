import { DuckDBInstance } from "../../../reader/duckdb/duckdb_bundle.js";
import { assertEquals } from "@std/assert";
import { MetricCounts } from "../../../reader/metrics/metric_counts.ts";

Deno.test("MetricCounts.updated() counts on from what it was called on, whatever another attempt saw", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const rows = (count: number) => `(SELECT range AS step, range / 2 AS loss FROM range(${count}))`;
  const first = await new MetricCounts().updated(connection, [rows(10)]);
  // As while Parquet parts are merged: some rows twice.
  await first.updated(connection, [`(FROM ${rows(20)} UNION ALL FROM ${rows(20)})`]);
  const second = await first.updated(connection, [rows(20)]);
  for (const [counts, count] of [[first, 10], [second, 20]] as const) {
    const [loss] = counts.infos;
    assertEquals([loss?.count, loss?.lastStep, loss?.max], [count, count - 1, (count - 1) / 2]);
  }
  connection.closeSync();
  instance.closeSync();
});

Deno.test("MetricCounts.updated() counts parts with columns of their own as it counts the whole", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const part = (from: number, to: number, columns: string) =>
    `(SELECT range AS step, ${columns} FROM range(${from}, ${to}))`;
  const parts = [
    part(0, 50, "range / 2 AS loss, range % 2 = 0 AS even, NULL::DOUBLE AS late"),
    part(50, 20_000, "sin(range) AS loss, range AS late"),
    part(20_000, 20_010, "'text' AS name, IF(range < 20005, range, 'nan'::DOUBLE) AS late"),
  ];
  const whole = [`(${parts.map((part) => `FROM ${part}`).join(" UNION ALL BY NAME ")})`];
  const expected = (await new MetricCounts().updated(connection, whole)).infos;
  assertEquals(expected.map(({ name, count }) => [name, count]), [
    ...[["loss", 20_000], ["even", 50], ["late", 19_960], ["name", 10]],
  ]);
  assertEquals((await new MetricCounts().updated(connection, parts)).infos, expected);
  // Part by part, as while a run goes on; rows that were counted are not counted again.
  let counts = new MetricCounts();
  for (const count of [1, 2, 2, 3, 3]) {
    counts = await counts.updated(connection, parts.slice(0, count));
  }
  assertEquals(counts.infos, expected);
  // Another board of the same place has fewer rows.
  const other = await counts.updated(connection, parts.slice(0, 1));
  assertEquals(other.infos.map(({ name, count }) => [name, count]), [
    ...[["loss", 50], ["even", 50], ["late", 0]],
  ]);
  connection.closeSync();
  instance.closeSync();
});
