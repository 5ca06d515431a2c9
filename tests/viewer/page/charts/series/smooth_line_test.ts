import { assert, assertEquals } from "@std/assert";
import { thinPoints } from "../../../../../reader/metrics/thin_points.ts";
import { RunSeries } from "../../../../../viewer/page/charts/series/run_series.ts";
import { smoothLine } from "../../../../../viewer/page/charts/series/smooth_line.ts";
import type { Series, SeriesMeans } from "../../../../../viewer/protocol/api.ts";
import { boardOf } from "../../support/board_of.ts";
import { seriesOf } from "../../support/series_of.ts";

const ROWS = 200_000;
/** A slow wave, with a spike every 10 rows: the mean is far from all extremes. */
const VALUES = Float64Array.from(
  { length: ROWS },
  (_, step) => step % 10 === 7 ? 1.1 : 0.1 + 0.02 * Math.sin(step / 20_000),
);

/** The reply of a server for some rows, with means by the plain definition. */
function reply(from: number, to: number, maxPoints: number): Series {
  const x = Float64Array.from({ length: to - from }, (_, i) => from + i);
  const y = VALUES.slice(from, to);
  const { indices } = thinPoints(x, y, maxPoints);
  const pick = (all: Float64Array) => Float64Array.from(indices, (i) => all[i]!);
  const size = Math.ceil((to - from) / (maxPoints / 2));
  const buckets = Array.from({ length: Math.ceil((to - from) / size) }, (_, i) => {
    const values = y.subarray(i * size, (i + 1) * size);
    return {
      x: from + i * size + (values.length - 1) / 2,
      y: values.reduce((sum, value) => sum + value, 0) / values.length,
      count: values.length,
    };
  });
  const means: SeriesMeans = {
    x: Float64Array.from(buckets, ({ x }) => x),
    y: Float64Array.from(buckets, ({ y }) => y),
    counts: Float64Array.from(buckets, ({ count }) => count),
  };
  const points = { n: indices.length, x: pick(x), y: pick(y) };
  return seriesOf([], { ...points, sampled: true, rowCount: to - from, lastStep: to - 1, means });
}

/** A moving average over all rows, of so many points of 100 rows. */
function averageAt(step: number, points: number): number {
  const reach = points * 50;
  const window = VALUES.subarray(Math.max(0, step - reach), step + reach);
  return window.reduce((sum, value) => sum + value, 0) / window.length;
}

Deno.test("smoothLine() is the mean of all rows, the same at each zoom", () => {
  const series = new RunSeries(boardOf("a"), "loss", "step", "", 2000);
  series.receive(reply(0, ROWS, 2000), false);
  for (
    const range of [null, [50_000, 150_000], [99_000, 101_000], [
      99_990,
      100_010,
    ]] as ([number, number] | null)[]
  ) {
    if (range) series.receiveDetail(...range, reply(...range, 2000));
    const points = series.points(range);
    for (const amount of [3, 15, 101]) {
      const smoothed = smoothLine({ ...series, points }, { kind: "mean", amount });
      assertEquals(smoothed.length, points.y.length);
      for (let i = 0; i < smoothed.length; i++) {
        const expected = averageAt(points.x[i]!, amount);
        const off = Math.abs(smoothed[i]! / expected - 1);
        const isInside = points.x[i]! > amount * 50 && points.x[i]! < ROWS - amount * 50;
        assert(!isInside || off < 0.01, `at ${points.x[i]}: ${smoothed[i]}, not ${expected}`);
      }
    }
    for (const style of [{ kind: "ema", amount: 0.8 }, { kind: "gauss", amount: 5 }] as const) {
      const at = points.x.findIndex((x) => x >= 99_995);
      const smoothed = smoothLine({ ...series, points }, style)[at]!;
      assert(Math.abs(smoothed / averageAt(99_995, 15) - 1) < 0.02, `${style.kind} ${smoothed}`);
    }
  }
});

Deno.test("smoothLine() of a line that grows is that of all its rows", () => {
  const live = new RunSeries(boardOf("a"), "loss", "step", "", 1000);
  const part = (from: number, to: number) =>
    seriesOf([], {
      n: to - from,
      rowCount: to - from,
      lastStep: to - 1,
      sampled: false,
      x: Float64Array.from({ length: to - from }, (_, i) => from + i),
      y: VALUES.slice(from, to),
    });
  live.receive(part(0, 800), false);
  for (let from = 800; from < 40_000; from += 100) live.receive(part(from, from + 100), true);
  live.receive(reply(40_000, ROWS, 1000), true);
  assert(live.sampled && live.all!.x.length <= 2000 && live.means!.x.length <= 2000);
  assertEquals(live.means!.counts.reduce((sum, count) => sum + count, 0), ROWS);
  const points = live.points(null);
  const smoothed = smoothLine({ ...live, points }, { kind: "mean", amount: 101 });
  for (const step of [20_000, 50_000, 100_000, 150_000]) {
    const at = points.x.findIndex((x) => x >= step);
    const expected = averageAt(points.x[at]!, 101);
    assert(Math.abs(smoothed[at]! / expected - 1) < 0.01, `${smoothed[at]}, not ${expected}`);
  }
});

Deno.test("smoothLine() leaves gaps, and lines without smoothing", () => {
  const points = { x: Float64Array.of(0, 1, 2), y: Float64Array.of(1, NaN, 3) };
  const means = { x: Float64Array.of(1), y: Float64Array.of(2), counts: Float64Array.of(2) };
  const line = { points, means, rowCount: 3 };
  assertEquals(smoothLine(line, { kind: "gauss", amount: 3 }), Float64Array.of(2, NaN, 2));
  assertEquals(smoothLine(line, { kind: "none", amount: 0 }), points.y);
  assertEquals(smoothLine(line, { kind: "ema", amount: 0 }), points.y);
  assertEquals(smoothLine(line, { kind: "mean", amount: 1 }), points.y);
});
