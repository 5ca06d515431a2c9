import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Records } from "../../writer/records.ts";
import { stepsBlock } from "./fake_disk.ts";
import { KeptTables } from "./kept_tables.ts";
import { TestedWriter } from "./tested_writer.ts";

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
    add: ({ media }) =>
      media.push({
        name: "i",
        index: 0,
        type: "image",
        caption: null,
        source: {
          kind: "pixels",
          data: undefined as never,
          width: 2,
          height: 2,
          channels: 1,
          layout: "hwc",
        },
      }),
  },
  {
    what: "an image that is too large for the encoder",
    add: ({ media }) =>
      media.push({
        name: "i",
        index: 0,
        type: "image",
        caption: null,
        source: {
          kind: "pixels",
          data: new Uint8Array(1),
          width: 24_000,
          height: 24_000,
          channels: 1,
          layout: "hwc",
        },
      }),
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
