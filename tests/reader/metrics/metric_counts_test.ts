import { DuckDBInstance } from "@duckdb/node-api";
import { assertEquals } from "@std/assert";
import { MetricCounts } from "../../../reader/metrics/metric_counts.ts";

Deno.test("MetricCounts.updated() counts on from what it was called on, whatever another attempt saw", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const rows = (count: number) => `(SELECT range AS step, range / 2 AS loss FROM range(${count}))`;
  const first = await new MetricCounts().updated(connection, rows(10));
  // As while Parquet parts are merged: some rows twice.
  await first.updated(connection, `(FROM ${rows(20)} UNION ALL FROM ${rows(20)})`);
  const second = await first.updated(connection, rows(20));
  for (const [counts, count] of [[first, 10], [second, 20]] as const) {
    const [loss] = counts.infos;
    assertEquals([loss?.count, loss?.lastStep, loss?.max], [count, count - 1, (count - 1) / 2]);
  }
  connection.closeSync();
  instance.closeSync();
});
