import encodeSquoosh from "@jsquash/png/encode.js";
import { assert, assertEquals } from "@std/assert";
import { PNG } from "pngjs";
import { Buffer } from "node:buffer";
import { Random } from "../../support/random.ts";
import { encodePng, isClipped, toRgba } from "../../../writer/media/png.ts";

/** A pixel source of 2 by 1 pixels. */
function source(channels: 1 | 3 | 4, layout: "hwc" | "chw", data: Uint8Array | Float32Array) {
  return { kind: "pixels" as const, width: 2, height: 1, channels, layout, data };
}

Deno.test("toRgba() reads each number of channels in each layout", () => {
  assertEquals([...toRgba(source(1, "hwc", Uint8Array.of(5, 6)))], [5, 5, 5, 255, 6, 6, 6, 255]);
  const rgb = [1, 2, 3, 255, 4, 5, 6, 255];
  assertEquals([...toRgba(source(3, "hwc", Uint8Array.of(1, 2, 3, 4, 5, 6)))], rgb);
  assertEquals([...toRgba(source(3, "chw", Uint8Array.of(1, 4, 2, 5, 3, 6)))], rgb);
  const rgba = Uint8Array.of(1, 2, 3, 9, 4, 5, 6, 8);
  assertEquals([...toRgba(source(4, "hwc", rgba))], [...rgba]);
});

Deno.test("toRgba() scales floats up to 1, and clamps those that are 0 to 255", () => {
  const toGrey = (...values: number[]) =>
    [...toRgba(source(1, "hwc", Float32Array.from(values)))].filter((_, index) => index % 4 === 0);
  assertEquals(toGrey(0, 1), [0, 255]);
  assertEquals(toGrey(0.5, 0), [128, 0]);
  assertEquals(toGrey(1.0000001, 0.5), [255, 128]);
  assertEquals(toGrey(-0.3, 1.3), [0, 255]);
  assertEquals(toGrey(2, 1), [255, 255]);
  assertEquals(toGrey(2, 300), [2, 255]);
  assertEquals(toGrey(-1, NaN), [0, 0]);
  // As matplotlib and others, by the finite values: 0.5 was black beside an infinity.
  assertEquals(toGrey(0.5, Infinity), [128, 255]);
  assertEquals(toGrey(0.5, -Infinity), [128, 0]);
  assertEquals(toGrey(200, Infinity), [200, 255]);
});

Deno.test("toRgba() takes the values that are black and white", () => {
  const toGrey = (valueRange: [number, number], ...values: number[]) =>
    [...toRgba({ ...source(1, "hwc", Float32Array.from(values)), valueRange })]
      .filter((_, index) => index % 4 === 0);
  assertEquals(toGrey([-1, 1], -1, 1), [0, 255]);
  assertEquals(toGrey([-1, 1], 0, 3), [128, 255]);
  assertEquals(toGrey([0, 65535], 0, 65535), [0, 255]);
  const mask = { ...source(1, "hwc", Uint8Array.of(0, 1)), valueRange: [0, 1] as const };
  assertEquals([...toRgba(mask)], [0, 0, 0, 255, 255, 255, 255, 255]);
});

Deno.test("isClipped() finds values that clipping changes visibly", () => {
  const isFloatClipped = (...values: number[]) =>
    isClipped(source(1, "hwc", Float32Array.from(values)));
  assertEquals(isFloatClipped(0, 1.0000001), false);
  assertEquals(isFloatClipped(-1e-4, 1), false);
  assertEquals(isFloatClipped(0, 1.3), true);
  assertEquals(isFloatClipped(0, NaN), true);
  assertEquals(isFloatClipped(0, 255.2), false);
  assertEquals(isFloatClipped(-3, 255), true);
  assertEquals(isClipped(source(1, "hwc", Uint8Array.of(0, 255))), false);
});

Deno.test("encodePng() makes a PNG that another library reads back", () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const { width, height, data: pixels } = PNG.sync.read(
    Buffer.from(encodePng(source(3, "hwc", data))),
  );
  assertEquals([width, height, [...pixels]], [2, 1, [1, 2, 3, 255, 4, 5, 6, 255]]);
});

Deno.test("encodePng() keeps every pixel of images of any size, layout and kind", () => {
  const random = new Random(15);
  const kinds = [
    () => () => random.integer(0, 255),
    () => (x: number, y: number) => x + 2 * y,
    () => (x: number) => x >> 2,
    () => (_: number, y: number) => 40 * y,
    () => () => 7,
    () => (x: number, y: number) =>
      128 + 100 * Math.sin(x / 9) * Math.cos(y / 7) + random.integer(0, 3),
  ];
  for (let run = 0; run < 120; run++) {
    const channels = random.pick([1, 3, 4] as const);
    const layout = random.pick(["hwc", "chw"] as const);
    const [width, height] = [random.integer(1, 90), random.integer(1, 90)];
    const valueOf = random.pick(kinds)();
    const data = new Uint8Array(width * height * channels);
    const expected = new Uint8Array(width * height * 4).fill(255);
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        const value = valueOf(pixel % width + channel, Math.floor(pixel / width)) & 255;
        data[layout === "hwc" ? pixel * channels + channel : channel * width * height + pixel] =
          value;
        if (channels === 1) expected.fill(value, pixel * 4, pixel * 4 + 3);
        else expected[pixel * 4 + channel] = value;
      }
    }
    const file = encodePng({ kind: "pixels", width, height, channels, layout, data });
    const found = PNG.sync.read(Buffer.from(file));
    const title = `run ${run}: ${width} × ${height} × ${channels}, ${layout}`;
    assertEquals([found.width, found.height], [width, height], title);
    assert(Buffer.compare(found.data, Buffer.from(expected)) === 0, title);
  }
});

Deno.test("encodePng() makes smaller files than squoosh's encoder, of shapes half as large", async () => {
  const side = 256;
  const random = new Random(15);
  const image = (noise: number) =>
    Uint8Array.from({ length: side * side * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)];
      return 128 + 100 * Math.sin(x / 40) * Math.cos(y / (30 + (i % 3) * 10)) +
        random.integer(0, noise);
    });
  for (const [noise, atMost] of [[0, 0.55], [12, 0.85]] as const) {
    const source = {
      kind: "pixels",
      width: side,
      height: side,
      channels: 3,
      layout: "hwc",
      data: image(noise),
    } as const;
    const rgba = { data: toRgba(source), width: side, height: side } as ImageData;
    const ratio = encodePng(source).length / (await encodeSquoosh(rgba)).byteLength;
    assert(ratio < atMost, `noise of ${noise}: ${ratio.toFixed(2)} times as large`);
  }
});
