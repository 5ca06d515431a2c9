import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DuckDBInstance } from "@duckdb/node-api";
import { join } from "@std/path";
import { parquetMetadata } from "hyparquet";
import { openBackend } from "../../../backends/parquet/parquet_backend.ts";
import { checkFooter, checkFooterBytes } from "../../../backends/parquet/check_footer.ts";
import { fitsInto } from "../../../backends/parquet/fits_into.ts";
import {
  encodeFooter,
  type ParquetFooter,
  parseFooter,
} from "../../../backends/parquet/parquet_footer.ts";
import { joinColumns, moveRowGroup } from "../../../backends/parquet/row_group_place.ts";
import { hardValues } from "../../support/hard_values.ts";
import { makeBlock } from "../../support/make_block.ts";
import { Random } from "../../support/random.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

/** A file of ours with every type, and one of DuckDB's with other fields in its footer. */
async function makeFiles(dir: TempDir): Promise<Uint8Array[]> {
  const dataDir = dir.join("data");
  const backend = await openBackend({ dataDir });
  await backend.append(hardValues(true));
  await backend.append(makeBlock(1000, 3, [
    { name: "edges", type: "double[]", cells: ["0,1", null, ""] },
    { name: "late", type: "boolean", cells: [null, true, false] },
  ]));
  await backend.commit();
  await backend.close();
  const path = dir.join("duckdb.parquet");
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT range AS step, (range % 20)::VARCHAR AS text, [range] AS list FROM range(200000))
     TO '${path}' (ROW_GROUP_SIZE 30000, KV_METADATA {note: 'mine'})`,
  );
  connection.closeSync();
  instance.closeSync();
  return [join(dataDir, "metrics.parquet"), path].map((file) => Deno.readFileSync(file));
}

function footerOf(file: Uint8Array): { start: number; bytes: Uint8Array } {
  const length = new DataView(file.buffer).getUint32(file.length - 8, true);
  const start = file.length - 8 - length;
  return { start, bytes: file.subarray(start, start + length) };
}

Deno.test("footers are written as they were read, whoever wrote them", async () => {
  using dir = new TempDir();
  for (const file of await makeFiles(dir)) {
    const { start, bytes } = footerOf(file);
    const footer = parseFooter(bytes, start);
    assertEquals(encodeFooter(footer), file.slice(start));
    assertEquals(footer.rowCount, Number(parquetMetadata(file.buffer as ArrayBuffer).num_rows));
  }
});

Deno.test("moveRowGroup() changes offsets and the ordinal, and nothing else that is read", async () => {
  using dir = new TempDir();
  for (const file of await makeFiles(dir)) {
    const { start, bytes } = footerOf(file);
    const footer = parseFooter(bytes, start);
    const far = 2 ** 40 + 7;
    const rowGroups = footer.rowGroups.map((group, index) =>
      moveRowGroup(group, group.start + far, index + 100)
    );
    const moved = encodeFooter({ ...footer, rowGroups });
    const before = parquetMetadata(file.buffer as ArrayBuffer).row_groups;
    const after = parquetMetadata(moved.slice().buffer).row_groups;
    for (const [index, group] of before.entries()) {
      const shift = (offset?: bigint) => offset && offset + BigInt(far);
      const columns = group.columns.map((chunk) => {
        const data = { ...chunk.meta_data! };
        data.data_page_offset += BigInt(far);
        data.dictionary_page_offset = shift(data.dictionary_page_offset);
        data.bloom_filter_offset = data.bloom_filter_length = undefined;
        return {
          ...chunk,
          meta_data: data,
          file_offset: shift(chunk.file_offset),
          offset_index_offset: undefined,
          offset_index_length: undefined,
          column_index_offset: undefined,
          column_index_length: undefined,
        };
      });
      assertEquals(
        after[index],
        {
          ...group,
          columns,
          file_offset: shift(group.file_offset),
          ordinal: group.ordinal === undefined ? undefined : index + 100,
        } as typeof group,
      );
    }
  }
});

Deno.test("parseFooter() refuses damaged footers with a RangeError, 5,000 of them", async () => {
  using dir = new TempDir();
  const random = new Random(7);
  let refused = 0;
  for (const file of await makeFiles(dir)) {
    const { start, bytes } = footerOf(file);
    for (let i = 0; i < 2500; i++) {
      const damaged = bytes.slice(
        0,
        random.chance(0.3) ? random.integer(0, bytes.length) : undefined,
      );
      for (let flips = random.integer(0, 4); flips > 0 && damaged.length > 0; flips--) {
        damaged[random.integer(0, damaged.length - 1)] = random.integer(0, 255);
      }
      let footer: ParquetFooter;
      try {
        footer = parseFooter(damaged, start);
      } catch (error) {
        assert(error instanceof RangeError, `${error}`);
        refused++;
        continue;
      }
      // What was not found can be used.
      fitsInto(footer, parseFooter(bytes, start));
      const rowGroups = footer.rowGroups.map((group) =>
        joinColumns(moveRowGroup(group, 4, 0), [group])
      );
      encodeFooter({ ...footer, rowGroups });
    }
  }
  assert(refused > 1000, `${refused} refused`);
  assertThrows(() => parseFooter(new Uint8Array(), 4), RangeError);
  // A list that claims two thousand million items.
  assertThrows(() => parseFooter(Uint8Array.of(0x29, 0xfc, 255, 255, 255, 255, 7), 4), RangeError);
});

Deno.test("checkFooter() accepts what boards have, whoever wrote it, and nothing torn", async () => {
  using dir = new TempDir();
  for (const file of await makeFiles(dir)) {
    const path = dir.join("file");
    Deno.writeFileSync(path, file);
    const { num_rows, row_groups } = parquetMetadata(file.buffer as ArrayBuffer);
    const steps = row_groups.map(({ columns }) => {
      const meta = columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === "step");
      return meta!.meta_data!.statistics!;
    });
    assertEquals(await checkFooter(path, "metrics"), {
      rowCount: Number(num_rows),
      steps: { firstStep: Number(steps[0]!.min_value), lastStep: Number(steps.at(-1)!.max_value) },
    });
    for (const length of [0, 3, 11, 12, file.length - 1]) {
      Deno.writeFileSync(path, file.subarray(0, length));
      await assertRejects(
        () => checkFooter(path, "metrics"),
        RangeError,
        "expected a Parquet file",
      );
    }
    Deno.writeFileSync(path, file.slice(0, 100));
    Deno.writeFileSync(path, file.slice(-100), { append: true });
    await assertRejects(() => checkFooter(path, "metrics"), RangeError);
  }
});

Deno.test("checkFooterBytes() refuses row groups that are there twice, or elsewhere", async () => {
  using dir = new TempDir();
  for (const file of await makeFiles(dir)) {
    const { start, bytes } = footerOf(file);
    const footer = parseFooter(bytes, start);
    const bytesOf = (changed: Partial<ParquetFooter>) =>
      encodeFooter({ ...footer, ...changed }).slice(0, -8);
    checkFooterBytes(bytesOf({}), start, "metrics");
    const [first] = footer.rowGroups;
    const twice = [first!, ...footer.rowGroups];
    const rowCount = footer.rowCount + first!.rowCount;
    for (
      const [changed, end, reason] of [
        [{ rowGroups: twice, rowCount }, start, "where no other may be"],
        [{}, footer.rowGroups.at(-1)!.end - 1, "where no other may be"],
        [{ rowCount: footer.rowCount + 1 }, start, "rows, the file"],
      ] as const
    ) {
      assertThrows(() => checkFooterBytes(bytesOf(changed), end, "metrics"), RangeError, reason);
    }
  }
});
