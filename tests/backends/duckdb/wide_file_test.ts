import { assertEquals, assertRejects } from "@std/assert";
import { DuckDBInstance } from "@duckdb/node-api";
import { join } from "@std/path";
import { BackendDamagedError } from "../../../backends/backend.ts";
import { openBackend } from "../../../backends/duckdb/duckdb_backend.ts";
import { wideFile } from "../../../backends/duckdb/wide_file.ts";
import { flipBlock } from "../../support/flip_block.ts";
import { makeBlock } from "../../support/make_block.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

/** What DuckDB itself says of a file that was written in three commits. */
async function write(dataDir: string, columnCount: number): Promise<unknown[]> {
  const backend = await openBackend({ dataDir });
  for (let first = 0; first < 9; first += 3) {
    const cells = [first, null, first + 0.5];
    const columns = Array.from({ length: columnCount }, (_, i) => ({
      name: `metric_${i}`,
      type: "double" as const,
      cells,
    }));
    await backend.append(makeBlock(first, 3, columns));
    await backend.commit();
  }
  await backend.verify?.();
  await backend.close();
  const instance = await DuckDBInstance.create(join(dataDir, "board.duckdb"), {
    access_mode: "READ_ONLY",
  });
  const connection = await instance.connect();
  const query = `SELECT (SELECT block_size FROM pragma_database_size()), count(*), max(step),
    sum(metric_0), count(metric_${columnCount - 1}) FROM metrics`;
  const [row = []] = (await connection.runAndReadAll(query)).getRows();
  connection.closeSync();
  instance.closeSync();
  return row.map(Number);
}

Deno.test("the file of a wide run has small blocks, of which DuckDB takes one per column for a commit", async () => {
  using dir = new TempDir();
  const sum = 0 + 0.5 + 3 + 3.5 + 6 + 6.5;
  assertEquals(await write(dir.join("wide"), 400), [16_384, 9, 8, sum, 6]);
  assertEquals(await write(dir.join("narrow"), 10), [262_144, 9, 8, sum, 6]);
});

Deno.test("a wide run has row groups of about as many cells, to which another writer adds rows and columns", async () => {
  using dir = new TempDir();
  const dataDir = dir.join("data");
  const columns = Array.from({ length: 9000 }, (_, i) => ({
    name: `metric_${i}`,
    type: "double" as const,
  }));
  const rows = (first: number, count: number, name: string) =>
    makeBlock(first, count, [
      { name, type: "double", cells: Array.from({ length: count }, (_, row) => first + row) },
    ]);
  {
    const backend = await openBackend({ dataDir });
    await backend.addColumns?.("metrics", columns);
    await backend.append(rows(0, 2100, "metric_8999"));
    await backend.commit();
    await backend.append(rows(2100, 20, "later"));
    await backend.commit();
    await backend.close();
  }
  {
    const backend = await openBackend({ dataDir });
    await backend.append(rows(2120, 30, "by another writer"));
    await backend.commit();
    await backend.close();
  }
  const instance = await DuckDBInstance.create(join(dataDir, "board.duckdb"));
  const connection = await instance.connect();
  const query = `SELECT count(*), sum(step), sum(metric_8999), sum(later), sum("by another writer")
    FROM metrics`;
  const [row = []] = (await connection.runAndReadAll(query)).getRows();
  connection.closeSync();
  instance.closeSync();
  const sums = [[0, 2150], [0, 2100], [2100, 2120], [2120, 2150]]
    .map(([from = 0, to = 0]) => (from + to - 1) * (to - from) / 2);
  assertEquals(row.map(Number), [2150, ...sums]);
});

Deno.test("rows of which most columns are empty are in their order among others, with every type", async () => {
  using dir = new TempDir();
  const dataDir = dir.join("data");
  const names = Array.from({ length: 400 }, (_, i) => `metric_${i}`);
  const full = (first: number, count: number) =>
    makeBlock(
      first,
      count,
      names.map((name) => ({ name, type: "double", cells: new Array(count).fill(first) })),
    );
  const sparse = (first: number, count: number) =>
    makeBlock(first, count, [
      { name: `metric_${first % 400}`, type: "double", cells: [first + 0.5] },
      { name: 'text, "quoted"', type: "string", cells: [null, `at ${first}`] },
      { name: "is it", type: "boolean", cells: [true, null, false] },
      { name: "edges", type: "double[]", cells: [null, "0.5,-1"] },
      { name: "counts", type: "int64[]", cells: ["1,1152921504606846976"] },
    ]);
  const backend = await openBackend({ dataDir });
  const others = sparse(0, 3).columns.slice(4); // Behind the key columns and the metric.
  await backend.addColumns?.("metrics", [...full(0, 1).columns, ...others]);
  await backend.append(full(0, 10));
  await backend.append(sparse(10, 5000));
  await backend.commit();
  await backend.append(full(5010, 2100));
  await backend.append(sparse(7110, 3));
  await backend.commit();
  await backend.append(sparse(7113, 3000));
  await backend.abort(); // As a kill: of the rows that were not committed none is there.
  const second = await openBackend({ dataDir });
  const [state] = await second.tables();
  assertEquals([state?.rowCount, state?.lastStep, state?.columns.length], [
    7113,
    7112,
    3 + 400 + 4,
  ]);
  await second.append(sparse(7113, 3000));
  await second.commit();
  await second.verify?.();
  await second.close();
  const instance = await DuckDBInstance.create(join(dataDir, "board.duckdb"));
  const connection = await instance.connect();
  const rowsOf = async (query: string) => (await connection.runAndReadAll(query)).getRowsJson();
  assertEquals(
    await rowsOf(`SELECT count(*), count(metric_399), bool_and(step = rowid) FROM metrics`),
    [["10113", "2110", true]],
  );
  assertEquals(
    await rowsOf(`SELECT step, metric_10, metric_310, "text, ""quoted""", "is it", edges, counts
      FROM metrics WHERE step IN (9, 10, 11, 12, 13, 7110, 7111, 7113) ORDER BY rowid`),
    [
      ["9", 0, 0, null, null, null, null],
      ["10", 10.5, null, null, true, null, ["1", String(2n ** 60n)]],
      ["11", null, null, "at 10", null, [0.5, -1], null],
      ["12", null, null, null, false, null, null],
      ["13", null, null, null, null, null, null],
      ["7110", null, 7110.5, null, true, null, ["1", String(2n ** 60n)]],
      ["7111", null, null, "at 7110", null, [0.5, -1], null],
      ["7113", null, null, null, true, null, ["1", String(2n ** 60n)]],
    ],
  );
  connection.closeSync();
  instance.closeSync();
});

Deno.test("a file without any table, which a kill has left, is made anew for a wide run", async () => {
  using dir = new TempDir();
  const dataDir = dir.join("data");
  const killed = await openBackend({ dataDir });
  await killed.append(makeBlock(0, 3, [{ name: "loss", type: "double", cells: [1, 2, 3] }]));
  await killed.abort();
  const sum = 0 + 0.5 + 3 + 3.5 + 6 + 6.5;
  assertEquals(await write(dataDir, 400), [16_384, 9, 8, sum, 6]);
});

Deno.test("a file that has something is never made anew, whatever it has", async () => {
  using dir = new TempDir();
  const dataDir = dir.join("data");
  Deno.mkdirSync(dataDir);
  const instance = await DuckDBInstance.create(join(dataDir, "board.duckdb"));
  const connection = await instance.connect();
  await connection.run("CREATE SCHEMA theirs; CREATE VIEW theirs.one AS SELECT 1 AS one");
  connection.closeSync();
  instance.closeSync();
  await write(dataDir, 400);
  const after = await DuckDBInstance.create(join(dataDir, "board.duckdb"));
  const reading = await after.connect();
  const rows = (await reading.runAndReadAll("SELECT one FROM theirs.one")).getRowsJson();
  assertEquals(rows, [[1]]);
  reading.closeSync();
  after.closeSync();
});

Deno.test("wideFile() gives wider rows fewer rows per group", () => {
  const rowsOf = (columnCount: number) => wideFile(columnCount)?.rowGroupRows;
  assertEquals([10, 255, 256, 1500, 5000, 9000, 100_000].map(rowsOf), [
    ...[undefined, undefined, 65_536, 16_384, 4096, 2048, 2048],
  ]);
});

Deno.test("of a wide run of many rows, some columns at a time are read back, and none is left out", async () => {
  using dir = new TempDir();
  const dataDir = dir.join("data");
  const path = join(dataDir, "board.duckdb");
  Deno.mkdirSync(dataDir);
  const names = Array.from({ length: 700 }, (_, i) => `metric_${i}`);
  const filled = ["metric_0", "metric_350", "metric_699"];
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const columns = names.map((name) =>
    `${filled.includes(name) ? "random()" : "NULL::DOUBLE"} ${name}`
  );
  await connection.run(
    `CREATE TABLE metrics AS SELECT i AS step, i AS global_step, ${columns} FROM range(100000) t(i)`,
  );
  await connection.run("CHECKPOINT");
  const query = `SELECT column_name, any_value(block_id) FROM pragma_storage_info('metrics')
    WHERE column_name IN (${filled.map((name) => `'${name}'`)}) AND block_id >= 0 GROUP BY ALL`;
  const blocks = (await connection.runAndReadAll(query)).getRowsJson();
  connection.closeSync();
  instance.closeSync();
  assertEquals(blocks.map(([name]) => name).toSorted(), filled);
  const verify = async () => {
    const backend = await openBackend({ dataDir });
    await backend.verify?.().finally(() => backend.close());
  };
  await verify();
  for (const [, block] of blocks) {
    flipBlock(path, Number(block));
    await assertRejects(verify, BackendDamagedError);
    flipBlock(path, Number(block));
  }
});
