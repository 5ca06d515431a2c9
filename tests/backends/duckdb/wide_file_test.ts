import { assertEquals } from "@std/assert";
import { DuckDBInstance } from "@duckdb/node-api";
import { join } from "@std/path";
import { openBackend } from "../../../backends/duckdb/duckdb_backend.ts";
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
