import { assertEquals } from "@std/assert";
import { PNG } from "pngjs";
import { Buffer } from "node:buffer";
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

Deno.test("encodePng() makes a PNG that another library reads back", async () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const { width, height, data: pixels } = PNG.sync.read(
    Buffer.from(await encodePng(source(3, "hwc", data))),
  );
  assertEquals([width, height, [...pixels]], [2, 1, [1, 2, 3, 255, 4, 5, 6, 255]]);
});
