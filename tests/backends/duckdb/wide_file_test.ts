import { assertEquals } from "@std/assert";
import { DuckDBInstance } from "@duckdb/node-api";
import { join } from "@std/path";
import { openBackend } from "../../../backends/duckdb/duckdb_backend.ts";
import { wideFile } from "../../../backends/duckdb/wide_file.ts";
import { makeBlock } from "../../support/make_block.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

/** What DuckDB itself says of a file that was written in three commits. */
async function write(dataDir: string, columnCount: number): Promise<unknown[]> {
  const backend = await openBackend({ dataDir });
  for (let first = 0; first < 9; first += 3) {
    const cells = [first, null, first + 0.5];
    const columns = Array.from({ length: columnCount }, (_, i) => ({
      ...{ name: `metric_${i}`, type: "double" as const, cells },
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
    ...{ name: `metric_${i}`, type: "double" as const },
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

Deno.test("wideFile() gives wider rows fewer rows per group", () => {
  const rowsOf = (columnCount: number) => wideFile(columnCount)?.rowGroupRows;
  assertEquals([10, 255, 256, 1500, 5000, 9000, 100_000].map(rowsOf), [
    ...[undefined, undefined, 65_536, 16_384, 4096, 2048, 2048],
  ]);
});
