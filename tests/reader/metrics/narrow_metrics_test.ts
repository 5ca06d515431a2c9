import { DuckDBInstance } from "../../../reader/duckdb/duckdb_bundle.js";
import { assertEquals } from "@std/assert";
import { narrowMetrics } from "../../../reader/metrics/narrow_metrics.ts";

Deno.test("narrowMetrics() gives all rows of all parts, with the columns that are asked for", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const part = (from: number, columns: string) =>
    `(SELECT range AS step, ${columns} FROM range(${from}, ${from + 10}))`;
  const keys = "NULL::BIGINT AS global_step, '2026-01-01'::TIMESTAMP AS timestamp";
  const metricsParts = [
    { relation: part(0, `${keys}, range / 2 AS loss, 1 AS "it's ""one"""`) },
    { relation: part(10, "range AS loss, 2 AS other") }, // As another program has written it.
    {
      relation: part(20, `${keys}, 'text' AS name, 3 AS other`),
      columnNames: new Set(["step", "global_step", "timestamp", "name", "other"]),
    },
  ];
  const metrics = `(${
    metricsParts.map(({ relation }) => `FROM ${relation}`).join(" UNION ALL BY NAME ")
  })`;
  const read = async (relation: string, select: string) =>
    (await connection.runAndReadAll(`SELECT ${select} FROM ${relation} ORDER BY step`)).getRows();
  for (
    const names of [[], ["loss"], ["name", `it's "one"`], ["other", "nowhere", "Loss", "step"]]
  ) {
    const narrow = await narrowMetrics(connection, {
      relations: { metrics } as Parameters<typeof narrowMetrics>[1]["relations"],
      metricsParts,
    }, names);
    const known = new Set(["loss", `it's "one"`, "name", "other"]);
    const expected = [
      "step",
      "global_step",
      "timestamp",
      ...names.filter((name) => known.has(name)),
    ];
    const columns = (await connection.runAndReadAll(`DESCRIBE FROM ${narrow}`)).getRows();
    assertEquals(new Set(columns.map(([name]) => name)), new Set(expected));
    const select = expected.map((name) => `"${name.replaceAll('"', '""')}"`).join(", ");
    assertEquals(await read(narrow, select), await read(metrics, select));
  }
  connection.closeSync();
  instance.closeSync();
});

Deno.test("narrowMetrics() leaves a table of one part as it is", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const relations = { metrics: "board.main.metrics" } as Parameters<
    typeof narrowMetrics
  >[1]["relations"];
  const snapshot = { relations, metricsParts: [{ relation: "board.main.metrics" }] };
  assertEquals(await narrowMetrics(connection, snapshot, ["loss"]), "board.main.metrics");
  connection.closeSync();
  instance.closeSync();
});
