import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { parquetMetadata } from "hyparquet";
import { openBackend } from "../../../backends/parquet/parquet_backend.ts";
import { type CellsOfColumn, makeBlock } from "../../support/make_block.ts";
import { Random } from "../../support/random.ts";
import { parquetFiles, readParquet } from "../../support/read_parquet.ts";
import { RowReader } from "../../support/row_reader.ts";
import { assertContent, type CellValue, contentOf } from "../../support/table_content.ts";
import { TempDir } from "../../../testing/temp_dir.ts";
import type { Block } from "../../../format/block.ts";

/** So many rows of few columns make a row group that is copied. */
const LARGE = 8192;

const COLUMNS: { name: string; type: CellsOfColumn["type"]; cell(random: Random): CellValue }[] = [
  { name: "loss", type: "double", cell: (random) => random.pick([NaN, -0, Infinity, 0.1, 7]) },
  {
    name: "note",
    type: "string",
    cell: (random) => random.pick(["", "a", "😀é漢", "b".repeat(50)]),
  },
  { name: "ok", type: "boolean", cell: (random) => random.chance(0.5) },
  {
    name: "edges",
    type: "double[]",
    cell: (random) => random.pick(["", "0,0.5", "NaN,-1,5e-324"]),
  },
  { name: "counts", type: "int64[]", cell: (random) => random.pick(["", "1", "9007199254740993"]) },
  { name: "width", type: "int32", cell: (random) => random.integer(-5, 5) },
];

/** Rows of the first so many columns; some cells, or all of a column, are empty. */
function someRows(random: Random, step: number, rowCount: number, columnCount: number): Block {
  const columns: CellsOfColumn[] = [];
  for (const { name, type, cell } of COLUMNS.slice(0, columnCount)) {
    const share = random.pick([0.01, 0.5, 1, 1]);
    const cells = Array.from(
      { length: rowCount },
      () => random.chance(share) ? cell(random) : null,
    );
    if (cells.some((cell) => cell !== null)) columns.push({ name, type, cells });
  }
  return makeBlock(step, rowCount, columns);
}

function metadataOf(path: string) {
  return parquetMetadata(Deno.readFileSync(path).buffer as ArrayBuffer);
}

/** The pages of each row group of a file. */
function pagesOf(path: string): Uint8Array[] {
  const file = Deno.readFileSync(path);
  return parquetMetadata(file.buffer as ArrayBuffer).row_groups.map(({ columns }) => {
    const places = columns.map(({ meta_data: data }) => {
      const start = Number(data!.dictionary_page_offset ?? data!.data_page_offset);
      return { start, end: start + Number(data!.total_compressed_size) };
    });
    return file.slice(
      Math.min(...places.map(({ start }) => start)),
      Math.max(...places.map(({ end }) => end)),
    );
  });
}

Deno.test("parquet: a merge copies large row groups byte for byte, whatever columns came later", async () => {
  using dir = new TempDir();
  const dataDir = dir.join("data");
  const backend = await openBackend({ dataDir });
  const random = new Random(1);
  const blocks: Block[] = [];
  const pages: Uint8Array[] = [];
  const statistics: unknown[] = [];
  for (const columnCount of [1, 2, 2, 6]) {
    const step = (blocks.at(-1)?.lastStep ?? -1) + 1;
    blocks.push(someRows(random, step, LARGE + step % 7, columnCount));
    await backend.append(blocks.at(-1)!);
    await backend.commit();
    const part = join(dataDir, parquetFiles(dataDir).at(-1)!);
    pages.push(...pagesOf(part));
    statistics.push(
      ...metadataOf(part).row_groups[0]!.columns.map(({ meta_data: data }) => data!.statistics),
    );
  }
  await backend.close();
  const path = join(dataDir, "metrics.parquet");
  const { row_groups: groups } = metadataOf(path);
  assertEquals(groups.length, 4);
  const found = pagesOf(path);
  for (const [index, copied] of pages.entries()) {
    assertEquals(found[index]!.slice(0, copied.length), copied);
  }
  assertEquals(groups.map(({ columns }) => columns.length), [9, 9, 9, 9]);
  const kept = [4, 5, 5, 9].flatMap((count, index) =>
    groups[index]!.columns.slice(0, count).map(({ meta_data: data }) => data!.statistics)
  );
  assertEquals(kept, statistics as typeof kept);
  for (const { columns, num_rows: rowCount } of groups.slice(0, 3)) {
    assertEquals(columns[8]!.meta_data!.statistics?.null_count, rowCount);
  }
  assertContent(await readParquet(dataDir), contentOf(blocks));
});

Deno.test("parquet: what DuckDB finds in a merged file's footer is true", async () => {
  using dir = new TempDir();
  await using reader = new RowReader();
  const dataDir = dir.join("data");
  const backend = await openBackend({ dataDir });
  const random = new Random(2);
  const blocks: Block[] = [];
  for (const rowCount of [LARGE, 3, LARGE + 100, 20, 30, LARGE, 1]) {
    blocks.push(someRows(random, (blocks.at(-1)?.lastStep ?? -1) + 1, rowCount, blocks.length));
    await backend.append(blocks.at(-1)!);
    await backend.commit();
  }
  await backend.close();
  const path = join(dataDir, "metrics.parquet");
  const sql = `SELECT * FROM read_parquet('${path}') ORDER BY step`;
  assertContent(await reader.query("", sql), contentOf(blocks));
  const said = await reader.query(
    "",
    `SELECT row_group_id::BIGINT, row_group_num_rows::BIGINT, stats_min_value::BIGINT,
       stats_max_value::BIGINT, total_compressed_size::BIGINT, data_page_offset::BIGINT
     FROM parquet_metadata('${path}') WHERE path_in_schema = 'step' ORDER BY 1`,
  );
  const [ids = [], counts = [], min = [], max = []] = said.cells.map((cells) => cells.map(Number));
  assertEquals(ids, [...ids.keys()]);
  assertEquals(counts.reduce((sum, count) => sum + count), blocks.at(-1)!.lastStep + 1);
  for (const [index, first] of min.entries()) {
    assertEquals(first, index === 0 ? 0 : max[index - 1]! + 1);
    assertEquals(max[index], first + counts[index]! - 1);
  }
  assertEquals(metadataOf(path).row_groups.map(({ ordinal }) => ordinal), ids);
  // A filter goes by these statistics.
  const middle = `SELECT count(*) FROM '${path}' WHERE step BETWEEN ${max[0]} AND ${min[1]! + 5}`;
  assertEquals(await reader.number("", middle), 7);
});

Deno.test("parquet: merges keep large and small row groups, reopened or not, in 25 random runs", async () => {
  await using reader = new RowReader();
  for (let seed = 1; seed <= Number(Deno.env.get("KOBO_PARQUET_RUNS") ?? 25); seed++) {
    using dir = new TempDir();
    const dataDir = dir.join("data");
    const random = new Random(seed);
    let backend = await openBackend({ dataDir });
    const blocks: Block[] = [];
    let columnCount = random.integer(0, 2);
    for (let left = random.integer(3, 12); left > 0; left--) {
      const rowCount = random.pick([1, 2, 50, 700, LARGE - 1, LARGE, LARGE + 900]);
      if (random.chance(0.3)) columnCount = Math.min(columnCount + 1, COLUMNS.length);
      const step = (blocks.at(-1)?.lastStep ?? -1) + 1;
      blocks.push(someRows(random, step, rowCount, columnCount));
      await backend.append(blocks.at(-1)!);
      await backend.commit();
      if (random.chance(0.1)) {
        await backend.abort();
        backend = await openBackend({ dataDir });
      } else if (random.chance(0.15)) {
        await backend.close();
        backend = await openBackend({ dataDir });
      }
    }
    await backend.close();
    assertContent(await readParquet(dataDir), contentOf(blocks), `in run ${seed}`);
    const sql = `SELECT * FROM '${join(dataDir, "metrics.parquet")}' ORDER BY step`;
    assertContent(await reader.query("", sql), contentOf(blocks), `by DuckDB in run ${seed}`);
    const { row_groups: groups, num_rows: rowCount } = metadataOf(join(dataDir, "metrics.parquet"));
    // Between two large ones a small one may be left.
    assert(groups.length <= 2 * (Number(rowCount) / LARGE) + 3, `${groups.length} row groups`);
  }
});

Deno.test("parquet: damage is not copied", async () => {
  const random = new Random(3);
  for (let i = 0; i < 40; i++) {
    using dir = new TempDir();
    const dataDir = dir.join("data");
    const backend = await openBackend({ dataDir });
    for (let commit = 0; commit < 3; commit++) {
      await backend.append(someRows(random, commit * 9000, commit === 1 ? 50 : 9000, 3));
      await backend.commit();
    }
    const path = join(dataDir, random.pick(parquetFiles(dataDir)));
    const bytes = Deno.readFileSync(path);
    if (i === 0) Deno.removeSync(path);
    else if (random.chance(0.3)) Deno.truncateSync(path, random.integer(0, bytes.length - 1));
    else {
      // The footer is as likely to be hit as the pages.
      const from = random.chance(0.5) ? 0 : bytes.length - 1500;
      bytes[random.integer(from, bytes.length - 1)]! ^= 1 << random.integer(0, 7);
      Deno.writeFileSync(path, bytes);
    }
    const error = await assertRejects(() => backend.close(), Error, path, `case ${i}`);
    assertEquals(error.name, "BackendDamagedError");
    assertEquals(parquetFiles(dataDir).includes("metrics.parquet"), false);
    await backend.abort();
  }
});
