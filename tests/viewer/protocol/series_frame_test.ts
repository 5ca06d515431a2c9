import { assertEquals, assertThrows } from "@std/assert";
import type { Series } from "../../../viewer/protocol/api.ts";
import { readSeries, writeSeries } from "../../../viewer/protocol/series_frame.ts";

function seriesOf(metric: string, values: number[], error?: string): Series {
  return {
    board: "b",
    metric,
    n: values.length,
    rowCount: values.length,
    sampled: false,
    lastStep: values.length - 1,
    ...(error === undefined ? {} : { error, kind: "failed" }),
    x: Float64Array.from(values, (_, index) => index),
    y: Float64Array.from(values),
  };
}

function join(frames: Uint8Array[]): ArrayBuffer {
  const bytes = new Uint8Array(frames.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const frame of frames) {
    bytes.set(frame, at);
    at += frame.length;
  }
  return bytes.buffer;
}

Deno.test("readSeries() gives back what writeSeries() wrote, for names of every length", () => {
  const names = Array.from({ length: 17 }, (_, length) => "x".repeat(length));
  const series = [...names, "🐟", "__proto__", "\n\"'\\"].map((name, index) =>
    seriesOf(name, [1, NaN, -0, Infinity, index].slice(0, index % 6))
  );
  series.push(seriesOf("none", [], "It cannot be read: 🐟"));
  series.push({
    ...seriesOf("means", [1, 2, 3]),
    means: { x: Float64Array.of(1, 2), y: Float64Array.of(NaN, 5), counts: Float64Array.of(1, 2) },
  });
  series.push({ ...seriesOf("steps", [4, 5]), steps: Float64Array.of(7, 6) });
  const frames = series.map(writeSeries);
  for (const { length } of frames) assertEquals(length % 8, 0);
  assertEquals(readSeries(join(frames)), series);
  assertEquals(readSeries(new ArrayBuffer(0)), []);
});

Deno.test("readSeries() throws where the frames are cut off", () => {
  const { buffer } = writeSeries(seriesOf("loss", [1, 2, 3]));
  for (let length = 1; length < buffer.byteLength; length++) {
    assertThrows(() => readSeries(buffer.slice(0, length)), Error);
  }
});
