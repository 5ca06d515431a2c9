import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { openBackend } from "../../../backends/parquet/parquet_backend.ts";
import { makeBlock } from "../../support/make_block.ts";
import { Random } from "../../support/random.ts";
import { parquetFiles, readParquet } from "../../support/read_parquet.ts";
import { RowReader } from "../../support/row_reader.ts";
import { assertContent, contentOf } from "../../support/table_content.ts";
import { fileChecksum } from "../../../system/file_checksum.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import { testBackend } from "../conformance.ts";
import { randomBlock } from "../random_blocks.ts";
import type { Block } from "../../../format/block.ts";

testBackend("parquet", openBackend, {
  startReader: () => ({ readTable: readParquet, [Symbol.asyncDispose]: () => Promise.resolve() }),
  finalFiles: ["metrics.parquet"],
  ownFile: "metrics.parquet",
  signsAmongZeros: true,
  wholeInt64: true,
  randomRuns: 100,
});

Deno.test("parquet: DuckDB reads the files as one table while the run lasts and after", async () => {
  using dir = new TempDir();
  await using reader = new RowReader();
  const dataDir = dir.join("data");
  const backend = await openBackend({ dataDir });
  const random = new Random(1);
  const blocks: Block[] = [];
  const sql = `SELECT * FROM read_parquet('${
    join(dataDir, "metrics*.parquet")
  }', union_by_name = true) ORDER BY step`;
  for (let commit = 0; commit < 30; commit++) {
    const block = randomBlock(random, (blocks.at(-1)?.lastStep ?? -1) + 1, true);
    blocks.push(block);
    await backend.append(block);
    await backend.commit();
    assertContent(await reader.query("", sql), contentOf(blocks), `after commit ${commit}`);
  }
  await backend.close();
  assertContent(await reader.query("", sql), contentOf(blocks));
});

Deno.test("parquet: close() asks for the checksum of each file under its last name", async () => {
  for (const commits of [1, 3]) {
    using dir = new TempDir();
    const dataDir = dir.join("data");
    const asked: string[] = [];
    const checksumOf = (name: string) => {
      asked.push(name);
      return fileChecksum(join(dataDir, name));
    };
    const backend = await openBackend({ dataDir, checksumOf });
    for (let commit = 0; commit < commits; commit++) {
      await backend.append(makeBlock(commit * 10, 10));
      await backend.commit();
    }
    asked.length = 0;
    await backend.close();
    assertEquals(asked.at(-1), "metrics.parquet", `${commits} commits`);
    assertEquals(parquetFiles(dataDir), ["metrics.parquet"]);
  }
});

Deno.test("parquet: no reader ever sees a part that is not whole, or rows twice", async () => {
  using dir = new TempDir();
  const dataDir = dir.join("data");
  const backend = await openBackend({ dataDir });
  const blocks: Block[] = [];
  for (let commit = 0; commit < 20; commit++) {
    const block = makeBlock(commit * 10, 10);
    blocks.push(block);
    const before = contentOf(blocks.slice(0, -1));
    await backend.append(block);
    if (commit > 0) assertContent(await readParquet(dataDir), before, "before the commit");
    await backend.commit();
    assertContent(await readParquet(dataDir), contentOf(blocks), "after the commit");
  }
  await backend.abort();
});

Deno.test("parquet: parts that a kill left beside their merged one are not counted twice", async () => {
  using dir = new TempDir();
  const dataDir = dir.join("data");
  const backend = await openBackend({ dataDir });
  const blocks = Array.from({ length: 5 }, (_, index) => makeBlock(index * 10, 10));
  for (const block of blocks) {
    await backend.append(block);
    await backend.commit();
  }
  const parts = parquetFiles(dataDir);
  assertEquals(parts.length, 5);
  for (const name of parts) Deno.copyFileSync(join(dataDir, name), dir.join(name));
  await backend.close();
  for (const name of parts) Deno.copyFileSync(dir.join(name), join(dataDir, name));
  Deno.writeTextFileSync(join(dataDir, "metrics.000009.parquet.tmp"), "half of a file");

  const later = await openBackend({ dataDir });
  assertEquals((await later.tables())[0]?.rowCount, 50);
  blocks.push(makeBlock(50, 10));
  await later.append(blocks.at(-1)!);
  await later.commit();
  assertContent(await readParquet(dataDir), contentOf(blocks));
  await later.close();
  assertContent(await readParquet(dataDir), contentOf(blocks));
  assertEquals([...Deno.readDirSync(dataDir)].map(({ name }) => name), ["metrics.parquet"]);
});
