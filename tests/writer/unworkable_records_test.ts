import { assert, assertEquals, assertMatch } from "@std/assert";
import type { MediaRecord, Records } from "../../writer/records.ts";
import { stepsBlock } from "./fake_disk.ts";
import { KeptTables } from "./kept_tables.ts";
import { TestedWriter } from "./tested_writer.ts";

/** A grey image of a square. */
function image(data: Uint8Array, size: number): MediaRecord {
  const pixels = { kind: "pixels" as const, data, width: size, height: size };
  const source = { ...pixels, channels: 1 as const, layout: "hwc" as const };
  return { name: "i", index: 0, type: "image", caption: null, source };
}

/** What no board sends: each fails in its own place, and the same way each time. */
const CASES: { what: string; add(records: Records): void }[] = [
  {
    what: "a histogram that fails when its row is prepared",
    add: ({ histograms }) =>
      histograms.push({
        name: "h",
        source: { kind: "values", values: undefined as never, bins: 3, range: null },
      }),
  },
  {
    what: "a histogram that fails when it is counted",
    add: ({ histograms }) =>
      histograms.push({
        name: "h",
        source: { kind: "values", values: new Float64Array(20_000), bins: 1e12, range: null },
      }),
  },
  {
    what: "an image without pixels",
    add: ({ media }) => media.push(image(undefined as never, 2)),
  },
  {
    what: "an image that is too large for the encoder",
    add: ({ media }) => media.push(image(new Uint8Array(1), 24_000)),
  },
];

for (const { what, add } of CASES) {
  Deno.test(`Writer gives up records that fail twice the same way, not what comes after: ${what}`, async () => {
    let ackedRecords = 0;
    const tables = new KeptTables();
    await using test = new TestedWriter({
      openBackend: tables.openBackend,
      onRecordsAcked: (bytes) => ackedRecords += bytes,
    });
    const records: Records = {
      step: 1,
      globalStep: null,
      timeMs: 0,
      media: [],
      tables: [],
      histograms: [],
    };
    add(records);
    test.writer.addBlock(stepsBlock(0, 2), () => {}, { records, byteCount: 10 });
    test.writer.addBlock(stepsBlock(2, 2), () => {});
    await test.writer.flush();
    assertEquals(tables.steps("metrics"), [0, 1, 2, 3]);
    assertEquals([...tables.steps("media"), ...tables.steps("histograms")], [1]);
    assertEquals(ackedRecords, 10);
    for (const problem of test.problems) {
      assertMatch(problem, /cannot be stored|Cannot keep the image/);
    }
    assert(test.problems.length > 0);
    await test.writer.finish();
    assert(!test.hasJournal);
  });
}
