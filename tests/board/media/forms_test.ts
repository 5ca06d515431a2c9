// cspell:ignore heigth -- misspelled on purpose
import { assertEquals, assertThrows } from "@std/assert";
import { CallBuffers } from "../../../board/memory/call_buffers.ts";
import { Media, type MediaData, toMedium } from "../../../board/media/media.ts";
import { SharedPool } from "../../../board/memory/shared_pool.ts";
import type { PixelSource, SampleSource } from "../../../writer/records.ts";
import { toFileUrl } from "@std/path";
import { TempDir } from "../../../testing/temp_dir.ts";

const GIF = new TextEncoder().encode("GIF89a\x01\0\x01\0");

function mediumOf(data: unknown, type?: "image" | "video" | "audio") {
  return toMedium(new Media(data as MediaData, { type }), new CallBuffers(new SharedPool(0)));
}

const BYTES = Uint8Array.from({ length: 24 }, (_, i) => i);
const FLOATS = Float32Array.from({ length: 24 }, (_, i) => i / 32);

const IMAGES: readonly [
  string,
  unknown,
  Omit<PixelSource, "kind" | "data">,
  Uint8Array | Float32Array,
][] = [
  ["pixels of 3 channels", { data: BYTES, width: 4, height: 2 }, hwc(4, 2, 3), BYTES],
  ["pixels of 1 channel", { data: BYTES, width: 6, height: 4, channels: 1 }, hwc(6, 4, 1), BYTES],
  ["pixels of 4 channels", { data: BYTES, width: 3, height: 2 }, hwc(3, 2, 4), BYTES],
  [
    "clamped bytes",
    { data: new Uint8ClampedArray(BYTES), width: 3, height: 2 },
    hwc(3, 2, 4),
    BYTES,
  ],
  ["ImageData", new ImageData(new Uint8ClampedArray(BYTES), 3, 2), hwc(3, 2, 4), BYTES],
  ["32-bit integers", { data: Int32Array.from(BYTES), width: 4, height: 2 }, hwc(4, 2, 3), BYTES],
  ["an array of integers", { data: [...BYTES], width: 4, height: 2 }, hwc(4, 2, 3), BYTES],
  ["an array of fractions", { data: [...FLOATS], width: 4, height: 2 }, hwc(4, 2, 3), FLOATS],
  [
    "an array of 0 and 1",
    { data: [0, 1, 1, 0], width: 2, height: 2 },
    hwc(2, 2, 1),
    Float32Array.of(0, 1, 1, 0),
  ],
  ["doubles", { data: Float64Array.from(FLOATS), width: 4, height: 2 }, hwc(4, 2, 3), FLOATS],
  ["half floats", { data: Float16Array.from(FLOATS), width: 4, height: 2 }, hwc(4, 2, 3), FLOATS],
  ["TensorFlow.js, HWC", { shape: [2, 4, 3], dataSync: () => FLOATS }, hwc(4, 2, 3), FLOATS],
  [
    "TensorFlow.js, HW",
    { shape: [4, 6], dataSync: () => Int32Array.from(BYTES) },
    hwc(6, 4, 1),
    BYTES,
  ],
  [
    "ONNX Runtime, CHW",
    { dims: [3, 4, 2], data: FLOATS },
    { ...hwc(2, 4, 3), layout: "chw" },
    FLOATS,
  ],
  ["a shape that may be both, as HWC", { shape: [3, 2, 4], data: FLOATS }, hwc(2, 3, 4), FLOATS],
  ["a batch of one", { dims: [1, 4, 2, 3], data: BYTES }, hwc(2, 4, 3), BYTES],
  [
    "64-bit integers",
    { dims: [2, 4, 3], data: BigInt64Array.from(BYTES, BigInt) },
    hwc(4, 2, 3),
    BYTES,
  ],
  [
    "truth values",
    { shape: [1, 2], dtype: "bool", dataSync: () => Uint8Array.of(0, 1) },
    hwc(2, 1, 1),
    Uint8Array.of(0, 255),
  ],
  [
    "half floats as their bits",
    { dims: [2, 4, 3], type: "float16", data: new Uint16Array(Float16Array.from(FLOATS).buffer) },
    hwc(4, 2, 3),
    FLOATS,
  ],
  [
    "a transposed view like ndarray's",
    { shape: [2, 3], stride: [1, 2], offset: 1, data: Uint8Array.of(9, 1, 2, 3, 4, 5, 6) },
    hwc(3, 2, 1),
    Uint8Array.of(1, 3, 5, 2, 4, 6),
  ],
];

function hwc(width: number, height: number, channels: 1 | 3 | 4) {
  return { width, height, channels, layout: "hwc" as const };
}

for (const [title, data, expected, values] of IMAGES) {
  Deno.test(`toMedium() copies the pixels of ${title}`, () => {
    const { type, source } = mediumOf(data);
    const { kind, data: copy, ...layout } = source as PixelSource;
    assertEquals([type, kind, layout], ["image", "pixels", expected]);
    assertEquals(copy.constructor, values.constructor);
    assertEquals([...copy], [...values]);
    assertEquals(copy.buffer instanceof SharedArrayBuffer, true);
  });
}

Deno.test("toMedium() copies samples, a channel each", () => {
  const samples = [Float32Array.of(0, 0.5), Float32Array.of(-1, 1)];
  for (const given of [samples, samples[0]!]) {
    const { type, source } = mediumOf({ samples: given, sampleRate: 8000 });
    const { kind, channels, sampleRate } = source as SampleSource;
    assertEquals([type, kind, sampleRate], ["audio", "samples", 8000]);
    assertEquals(channels.map((channel) => [...channel]), [given].flat().map((c) => [...c]));
    const counted = { samples: given, sampleRate: 8000, channels: channels.length };
    assertEquals(mediumOf(counted).type, "audio");
  }
});

Deno.test("toMedium() takes bytes, buffers, paths and file URLs by their content", () => {
  using dir = new TempDir();
  const path = dir.join("moving picture.png"); // Its content is right, its name is not.
  Deno.writeFileSync(path, GIF);
  for (const data of [GIF, GIF.buffer]) {
    const { type, source } = mediumOf(data);
    assertEquals(type, "image");
    if (source.kind !== "bytes") throw new Error(source.kind);
    assertEquals([source.format, [...source.bytes]], ["gif", [...GIF]]);
  }
  for (const data of [path, toFileUrl(path), toFileUrl(path).href]) {
    assertEquals(mediumOf(data).source, { kind: "file", path, format: "gif" });
  }
});

Deno.test("CallBuffers.release() revokes the URL by which a blob is read", async () => {
  const buffers = new CallBuffers(new SharedPool(0));
  const { type, source } = toMedium(new Media(new Blob([GIF], { type: "image/gif" })), buffers);
  if (source.kind !== "blob") throw new Error(source.kind);
  assertEquals([type, await (await fetch(source.url)).bytes()], ["image", GIF]);
  buffers.release();
  const failure = await fetch(source.url).then(() => undefined, (error) => error);
  assertEquals(failure instanceof TypeError, true);
});

Deno.test("SharedPool.take() gives memory again that was given back, and no more than it may keep", () => {
  const pool = new SharedPool(10_000);
  const buffer = pool.take(3000);
  pool.give(buffer);
  assertEquals(pool.take(2900) === buffer, true);
  assertEquals(pool.take(3000) === buffer, false);
  const large = pool.take(20_000);
  pool.give(large);
  assertEquals(pool.take(20_000) === large, false);
  assertEquals(pool.take(0).byteLength > 0, true);
});

type ErrorClass = typeof TypeError | typeof RangeError;

const BAD: readonly [string, unknown, ErrorClass, string, ("image" | "video" | "audio")?][] = [
  [
    "pixels that do not fit",
    { data: new Uint8Array(5), width: 2, height: 2 },
    RangeError,
    "a Uint8Array of 5",
  ],
  [
    "other channels",
    { data: new Uint8Array(8), width: 2, height: 2, channels: 2 },
    RangeError,
    "the number 2",
  ],
  ["no width", { data: new Uint8Array(4), width: 0, height: 2 }, RangeError, "the number 0"],
  [
    "half a pixel",
    { data: new Uint8Array(4), width: 1.5, height: 2 },
    RangeError,
    "the number 1.5",
  ],
  ["pixels that are text", { data: "abcd", width: 2, height: 2 }, TypeError, 'the string "abcd"'],
  [
    "an array with text",
    { data: [1, "2", 3, 4], width: 2, height: 2 },
    TypeError,
    'the string "2"',
  ],
  [
    "integers beyond 255",
    { data: Int32Array.of(256), width: 1, height: 1 },
    RangeError,
    "the number 256; the option valueRange",
  ],
  [
    "pixels whose height is misspelt",
    { data: BYTES, width: 4, heigth: 2 },
    TypeError,
    'an object with "data", "width", "heigth"',
  ],
  ["a shape of five", { shape: [1, 1, 1, 1, 1], data: BYTES }, RangeError, "[1,1,1,1,1]"],
  ["two channels", { shape: [2, 2, 2], data: BYTES }, RangeError, "[2,2,2]"],
  ["a batch", { dims: [2, 3, 2, 2], data: BYTES }, RangeError, "a list of tensors"],
  ["an empty tensor", { dims: [0, 2, 3], data: BYTES }, RangeError, "[0,2,3]"],
  [
    "a tensor too small",
    { dims: [2, 2, 3], data: new Uint8Array(3) },
    RangeError,
    "a Uint8Array of 3",
  ],
  ["a tensor of texts", { dims: [1, 1], data: ["a"] }, TypeError, 'the string "a"'],
  ["unknown bytes", new Uint8Array(16), TypeError, "16 bytes of no known format"],
  ["no bytes", new Uint8Array(0), TypeError, "0 bytes"],
  ["an empty blob", new Blob([]), TypeError, "an empty blob"],
  ["a blob that says nothing", new Blob([GIF]), TypeError, "a Blob"],
  ["a missing file", "/missing/cat.png", TypeError, "/missing/cat.png"],
  ["a folder", Deno.cwd(), TypeError, "it is no file"],
  ["a source file", new URL(import.meta.url), TypeError, "forms_test.ts"],
  ["another URL", new URL("https://example.com/cat.png"), TypeError, "https://example.com/cat.png"],
  ["an image as a video", GIF, TypeError, "a video, received an image (gif)", "video"],
  [
    "pixels as audio",
    { data: BYTES, width: 4, height: 2 },
    TypeError,
    "audio, received an image",
    "audio",
  ],
  [
    "no samples",
    { samples: new Float32Array(0), sampleRate: 1 },
    RangeError,
    "a Float32Array of 0",
  ],
  ["no channels", { samples: [], sampleRate: 1 }, RangeError, "an array of 0"],
  ["samples of other kinds", { samples: [1, 2], sampleRate: 1 }, TypeError, "the number 1"],
  ["no rate", { samples: new Float32Array(1), sampleRate: 0 }, RangeError, "the number 0"],
  [
    "channels of other lengths",
    { samples: [new Float32Array(1), new Float32Array(2)], sampleRate: 1 },
    RangeError,
    "a Float32Array of 2",
  ],
  [
    "samples that alternate between channels",
    { samples: new Float32Array(4), sampleRate: 1, channels: 2 },
    RangeError,
    "one Float32Array per channel, received channels the number 2",
  ],
  [
    "samples of another number of channels",
    { samples: [new Float32Array(4)], sampleRate: 1, numberOfChannels: 2 },
    RangeError,
    "numberOfChannels the number 2",
  ],
  ["a number", 5, TypeError, "the number 5"],
  ["nothing", null, TypeError, "null"],
];

for (const [title, data, ErrorClass, says, type] of BAD) {
  Deno.test(`toMedium() refuses ${title}`, () => {
    assertThrows(() => mediumOf(data, type), ErrorClass, says);
  });
}

Deno.test("new Media() refuses captions and types that are none", () => {
  // deno-lint-ignore no-explicit-any -- what the types forbid
  const make = (options: any) => () => new Media(GIF, options);
  assertThrows(make({ caption: 5 }), TypeError, "the number 5");
  assertThrows(make({ type: "picture" }), TypeError, '"picture"');
  assertThrows(make({ valueRange: [1, 0] }), TypeError, "[the number 1, the number 0]");
});
