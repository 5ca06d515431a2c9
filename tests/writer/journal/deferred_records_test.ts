import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import { TempDir } from "../../../testing/temp_dir.ts";
import { DeferredRecords } from "../../../writer/journal/deferred_records.ts";
import type { MediaSource, PixelSource, Records } from "../../../writer/records.ts";
import { Random } from "../../support/random.ts";

const NONE = { globalStep: null, timeMs: 1_780_000_000_123, media: [], tables: [], histograms: [] };

function medium(source: MediaSource, index = 0): Records["media"][number] {
  return { name: "學/習", index, type: "image", caption: "a “caption” \ud83d", source };
}

/** Records of every kind, with arrays of every type. */
function someRecords(): Records {
  // All of its properties, also those that are optional: none may be forgotten.
  const ranged = (data: Uint8Array | Float32Array): Required<PixelSource> => (
    { kind: "pixels", data, width: 2, height: 1, channels: 3, layout: "hwc", valueRange: [-1, 1.5] }
  );
  const pixels = (data: Uint8Array | Float32Array): MediaSource => (
    { kind: "pixels", data, width: 2, height: 1, channels: 3, layout: "hwc" }
  );
  const arrays = [
    ...[Float64Array.of(1.5, NaN), Float32Array.of(-0, Infinity), Int32Array.of(-7)],
    ...[Int16Array.of(-7), Int8Array.of(-7), Uint32Array.of(7), Uint16Array.of(7), Uint8Array.of()],
  ];
  return {
    ...NONE,
    step: 12,
    globalStep: 3,
    media: [
      medium(pixels(Uint8Array.of(1, 2, 3, 4, 5, 6))),
      medium(pixels(Float32Array.of(0, 0.1, 0.2, 0.3, 0.4, 0.5)), 1),
      { ...medium({ kind: "bytes", bytes: Uint8Array.of(9, 8, 7), format: "mp3" }), type: "audio" },
      medium(ranged(Float32Array.of(0, 0.1, 0.2, 0.3, 0.4, 0.5)), 2),
      medium({ kind: "samples", channels: [Float32Array.of(0, 1)], sampleRate: 8000 }),
    ],
    tables: [{
      name: "t",
      columns: ["a", "b"],
      columnTypes: ["number", "media"],
      rows: [[1, { media: 0 }], [-0, "text"], [true, { media: 3 }]],
    }],
    histograms: [
      ...arrays.map((values, index) => ({
        name: `h${index}`,
        source: { kind: "values" as const, values, bins: 64, range: null },
      })),
      {
        name: "edges",
        source: {
          kind: "values",
          values: Float64Array.of(0.5),
          bins: Float64Array.of(0, 1, 2),
          range: null,
        },
      },
      {
        name: "range",
        source: { kind: "values", values: Float64Array.of(0.5), bins: "auto", range: [0, 1] },
      },
      {
        name: "counts",
        source: { kind: "counts", edges: Float64Array.of(0, 1), counts: BigInt64Array.of(5n) },
      },
    ],
  };
}

Deno.test("DeferredRecords.read() gives what write() took, from shared memory too", async () => {
  using dir = new TempDir();
  const deferred = new DeferredRecords(dir.join("data", "journal"));
  const records = someRecords();
  deferred.write(records);
  deferred.write(records); // Of a call that a kill kept out of the journal.
  assertEquals(await deferred.read(12), records);
  const shared = new Uint8Array(new SharedArrayBuffer(300_000)).fill(7);
  const source = { kind: "bytes" as const, bytes: shared, format: "mp4" };
  deferred.write({ ...NONE, step: 13, media: [medium(source)] });
  const kept = { ...source, bytes: new Uint8Array(300_000).fill(7) };
  assertEquals((await deferred.read(13))?.media, [medium(kept)]);
  deferred.remove(12);
  deferred.remove(12);
  assertEquals(await deferred.read(12), undefined);
});

Deno.test("DeferredRecords keeps no path of a file, but says that the file is lost", async () => {
  using dir = new TempDir();
  const deferred = new DeferredRecords(dir.join("data", "journal"));
  const media = [
    medium({ kind: "file", path: "/home/me/a.png", format: "png" }),
    medium({ kind: "blob", url: "blob:null/1" }),
  ];
  deferred.write({ ...NONE, step: 0, media });
  assertEquals((await deferred.read(0))?.media.map(({ source }) => source), [
    { kind: "lost", reason: "The run was killed before it had copied /home/me/a.png" },
    { kind: "lost", reason: "The run was killed before it had read the blob" },
  ]);
});

Deno.test("DeferredRecords.read() refuses what no board writes, whatever it is", async () => {
  using dir = new TempDir();
  const deferred = new DeferredRecords(dir.join("data", "journal"));
  const path = dir.join("data", "journal", "deferred", "00000012.records");
  const forgeries: [found: string, forged: string][] = [
    ['"step":12', '"step":13'],
    ['"step":12', '"step":12,"more":1'],
    ['"timeMs":1780000000123', '"timeMs":1e300'],
    ['"index":0', '"index":"../../x"'],
    ['"type":"audio"', '"type":"text/html"'],
    ['"kind":"pixels"', '"kind":"file","path":"/etc/passwd","format":"png"'],
    ['"kind":"bytes"', '"kind":"blob","url":"http://a/"'],
    ['"kind":"bytes"', '"kind":"file","path":"/etc/passwd"'],
    ['"format":"mp3"', '"format":"../../x"'],
    ['"width":2', '"width":2147483648'],
    ['"width":2', '"width":1.5'],
    ['"channels":3', '"channels":2'],
    ['"data":{"array":', '"data":{"array":99'],
    ['"data":{"array":', '"data":{"array":0.'],
    ['{"media":3}', '{"media":5}'],
    ['{"media":3}', '{"media":-1}'],
    ['"bins":64', '"bins":1000000000'],
    ['"range":[0,1]', '"range":[1,0]'],
    ['"type":"float64","length":2', '"type":"float64","length":9007199254740991'],
    ['"type":"float64"', '"type":"constructor"'],
    ['{"records"', "[".repeat(100_000) + '{"records"'],
  ];
  for (const [found, forged] of forgeries) {
    deferred.write(someRecords());
    forge(path, (json) => json.replace(found, found));
    assertEquals(await deferred.read(12), someRecords());
    forge(path, (json) => {
      assert(json.includes(found), found);
      return json.replace(found, forged);
    });
    assertEquals(await deferred.read(12), undefined, forged.slice(0, 100));
  }
});

/** Puts another JSON text into a file, with checksums that are right. */
function forge(path: string, change: (json: string) => string): void {
  const bytes = Buffer.from(Deno.readFileSync(path));
  const end = 16 + bytes.readUInt32LE(4);
  const json = Buffer.from(change(bytes.subarray(16, end).toString()).trimEnd());
  const head = Buffer.alloc(Math.ceil(json.length / 8) * 8, " ");
  json.copy(head);
  const header = Buffer.from(bytes.subarray(0, 16));
  header.writeUInt32LE(head.length, 4);
  header.writeUInt32LE(crc32(head), 8);
  Deno.writeFileSync(path, Buffer.concat([header, head, bytes.subarray(end)]));
}

Deno.test("DeferredRecords.read() refuses a file that is cut or changed at any byte", async () => {
  using dir = new TempDir();
  const deferred = new DeferredRecords(dir.join("data", "journal"));
  deferred.write(someRecords());
  const path = dir.join("data", "journal", "deferred", "00000012.records");
  const bytes = Deno.readFileSync(path);
  const random = new Random(7);
  for (let round = 0; round < 300; round++) {
    const at = random.integer(0, bytes.length - 1);
    const changed = Uint8Array.from(bytes);
    changed[at]! ^= 1 << random.integer(0, 7);
    Deno.writeFileSync(path, random.chance(0.5) ? changed : bytes.subarray(0, at));
    assertEquals(await deferred.read(12), undefined, `byte ${at}`);
  }
});
