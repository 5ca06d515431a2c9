import { assertEquals, assertStringIncludes } from "@std/assert";
import { MediaStore } from "../../../writer/media/media_store.ts";
import { recordBlocks } from "../../../writer/media/record_blocks.ts";
import type { MediaRecord, Records } from "../../../writer/records.ts";
import { contentOf, rowsOf } from "../../support/table_content.ts";
import { TempDir } from "../../../testing/temp_dir.ts";

const CALL: Records = {
  step: 1,
  globalStep: null,
  timeMs: 0,
  media: [],
  tables: [],
  histograms: [],
};

const GOOD: MediaRecord = {
  name: "good",
  index: 0,
  type: "image",
  caption: "c",
  source: { kind: "bytes", bytes: Uint8Array.of(1), format: "gif" },
};
const MISSING: MediaRecord = {
  ...GOOD,
  name: "missing",
  source: { kind: "file", path: "/not/there.gif", format: "gif" },
};

Deno.test("recordBlocks() makes a block for each table that has rows", async () => {
  using dir = new TempDir();
  const store = new MediaStore(dir.path);
  assertEquals(await recordBlocks(CALL, store, () => {}), []);
  const source = { kind: "values", values: Float32Array.of(1), bins: 1, range: null } as const;
  const records = { ...CALL, media: [GOOD], histograms: [{ name: "h", source }] };
  const blocks = await recordBlocks(records, store, () => {});
  assertEquals(blocks.map(({ table, rowCount }) => [table, rowCount]), [
    ["media", 1],
    ["histograms", 1],
  ]);
});

Deno.test("recordBlocks() reports an image that is clipped, and keeps it", async () => {
  using dir = new TempDir();
  const problems: string[] = [];
  const source = {
    kind: "pixels" as const,
    data: Float32Array.of(-2, 0.5),
    width: 2,
    height: 1,
    channels: 1 as const,
    layout: "hwc" as const,
  };
  const records = { ...CALL, media: [{ ...GOOD, name: "normalized", source }] };
  const store = new MediaStore(dir.path);
  const [media] = await recordBlocks(records, store, (message) => problems.push(message));
  assertEquals(rowsOf(contentOf([media!]))[0]?.get("format"), "png");
  assertEquals(problems.length, 1);
  assertStringIncludes(problems[0]!, 'The image "normalized" has values beyond its range');
});

Deno.test("recordBlocks() reports samples that are clipped, and keeps them", async () => {
  using dir = new TempDir();
  const store = new MediaStore(dir.path);
  const problemsOf = async (...samples: number[]) => {
    const problems: string[] = [];
    const channels = [Float32Array.of(0, 1), Float32Array.from(samples)];
    const source = { kind: "samples" as const, channels, sampleRate: 8000 };
    const media = [{ ...GOOD, name: "voice", type: "audio" as const, source }];
    const [rows] = await recordBlocks({ ...CALL, media }, store, (message) => {
      problems.push(message);
    });
    assertEquals(rowsOf(contentOf([rows!]))[0]?.get("format"), "wav");
    return problems;
  };
  assertEquals(await problemsOf(-1, 1.001), []);
  const [of16Bits = ""] = await problemsOf(300, -12_000);
  assertStringIncludes(of16Bits, 'The audio "voice" has samples beyond -1 to 1');
  assertEquals((await problemsOf(0, NaN)).length, 1);
});

Deno.test("recordBlocks() says in the rows why a medium cannot be read, and reports it", async () => {
  using dir = new TempDir();
  const problems: string[] = [];
  const table = {
    name: "t",
    columns: ["image"],
    columnTypes: ["media" as const],
    rows: [[{ media: 0 }], [{ media: 1 }], [null]],
  };
  const records = { ...CALL, media: [GOOD, MISSING], tables: [table] };
  const [media, tables] = await recordBlocks(
    records,
    new MediaStore(dir.path),
    (message) => problems.push(message),
  );
  const [good, missing] = rowsOf(contentOf([media!]));
  const reason = "The file /not/there.gif cannot be read";
  assertEquals([good?.get("caption"), missing?.get("caption")], ["c", reason]);
  assertEquals(missing?.has("media_id"), false);
  const [row] = rowsOf(contentOf([tables!]));
  const cells = [[`<media id=${good?.get("media_id")}>`], [`<${reason}>`], [null]];
  assertEquals(row?.get("rows"), JSON.stringify(cells));
  assertEquals(problems.length, 1);
  assertStringIncludes(problems[0]!, `Cannot keep the image "missing" of step 1: ${reason}`);
});
