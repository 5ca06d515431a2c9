import { assert, assertEquals } from "@std/assert";
import { Random } from "../../../../support/random.ts";
import { smooth } from "../../../../../viewer/page/charts/settings/smoothing.ts";

Deno.test("smooth() keeps values that are not finite, and ignores them", () => {
  const y = Float64Array.of(1, NaN, 3, Infinity, 5);
  assertEquals(smooth(y, { kind: "none", amount: 0 }), y);
  for (const kind of ["ema", "mean", "gauss"] as const) {
    const result = smooth(y, { kind, amount: kind === "ema" ? 0.5 : 3 });
    assertEquals([result[1], result[3]], [NaN, Infinity]);
    const [first = NaN, , middle = NaN, , last = NaN] = result;
    assert(first >= 1 && last <= 5 && middle > 1 && middle < 5);
  }
});

Deno.test("smooth() computes the averages that it is named after", () => {
  const y = Float64Array.of(4, 8, 6, 2);
  // Exponential, without the pull of the first value: weighted means by hand.
  assertEquals([...smooth(y, { kind: "ema", amount: 0.5 })].map((value) => value.toFixed(6)), [
    (4).toFixed(6),
    ((4 * 0.5 + 8) / 1.5).toFixed(6),
    ((4 * 0.25 + 8 * 0.5 + 6) / 1.75).toFixed(6),
    ((4 * 0.125 + 8 * 0.25 + 6 * 0.5 + 2) / 1.875).toFixed(6),
  ]);
  assertEquals([...smooth(y, { kind: "ema", amount: 0 })], [...y]);
  assertEquals([...smooth(y, { kind: "mean", amount: 3 })], [6, 6, 16 / 3, 4]);
  const flat = smooth(new Float64Array(50).fill(7), { kind: "gauss", amount: 4 });
  assert(flat.every((value) => Math.abs(value - 7) < 1e-12));
  assertEquals(smooth(new Float64Array(0), { kind: "mean", amount: 5 }).length, 0);
});

/** A number as a multiple of the least one above 0: exact. */
function exact(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const exponent = bits >> 52n;
  const digits = bits & (2n ** 52n - 1n);
  const size = exponent === 0n ? digits : (digits | 2n ** 52n) << (exponent - 1n);
  return value < 0 ? -size : size;
}

/** The mean of a window, from sums of integers; 30 digits after the least number's. */
function exactMean(window: number[]): number {
  const sum = window.reduce((sum, value) => sum + exact(value), 0n);
  const scaled = (sum << 100n) / BigInt(window.length);
  const sign = scaled < 0n ? -1 : 1;
  const size = scaled < 0n ? -scaled : scaled;
  const shift = Math.max(0, size.toString(2).length - 60);
  return sign * Number(size >> BigInt(shift)) * 2 ** (shift - 600) * 2 ** (600 - 100 - 1074 + 0);
}

Deno.test("smooth() takes each moving average from its own window, whatever was before", () => {
  const random = new Random(7);
  const spikes = [1e20, -1e20, 1e300, Number.MAX_VALUE, -Number.MAX_VALUE, 1e-300, NaN, Infinity];
  for (const spike of spikes) {
    const y = Float64Array.from({ length: 300 }, () => random.next() - 0.5);
    y[40] = spike;
    y[41] = -spike;
    y[120] = spike;
    y[121] = spike;
    for (const amount of [1, 3, 15, 201]) {
      const result = smooth(y, { kind: "mean", amount });
      const reach = (amount - 1) / 2;
      y.forEach((value, i) => {
        if (!Number.isFinite(value)) return assertEquals(result[i], value);
        const window = [...y.subarray(Math.max(0, i - reach), i + reach + 1)];
        const expected = exactMean(window.filter(Number.isFinite));
        const slack = 1e-12 * Math.max(...window.filter(Number.isFinite).map(Math.abs)) * 1e-3;
        assert(
          Math.abs(result[i]! - expected) <= Math.max(1e-12 * Math.abs(expected), slack),
          `${spike}, ${amount}, ${i}: ${result[i]}, not ${expected}`,
        );
      });
    }
    for (const kind of ["ema", "gauss"] as const) {
      const result = smooth(y, { kind, amount: kind === "ema" ? 0.8 : 5 });
      const bounds = [...y].filter(Number.isFinite);
      const [least, greatest] = [Math.min(...bounds), Math.max(...bounds)];
      y.forEach((value, i) => {
        if (Number.isFinite(value)) assert(result[i]! >= least && result[i]! <= greatest);
      });
      // Long after a spike an average of a window knows nothing of it.
      if (kind === "gauss") assert(Math.abs(result[299]!) < 0.5, `${spike}: ${result[299]}`);
    }
  }
});

Deno.test("smooth() of values that stand for many points is that of the points", () => {
  const lengths = Float64Array.of(4, 1, 7, 2, 2);
  const y = Float64Array.of(3, -1, 10, 4, 0);
  const points = Float64Array.from([...y].flatMap((value, i) => Array(lengths[i]).fill(value)));
  const ema = smooth(points, { kind: "ema", amount: 0.7 });
  const ends = [3, 4, 11, 13, 15];
  const found = smooth(y, { kind: "ema", amount: 0.7 }, lengths);
  ends.forEach((end, i) => assert(Math.abs(found[i]! - ema[end]!) < 1e-12, `${i}`));
  // The middle one of the seven: its window of five has only its own points.
  assertEquals(smooth(y, { kind: "mean", amount: 5 }, lengths)[2], 10);
  const wide = smooth(y, { kind: "mean", amount: 9 }, lengths)[2]!;
  assert(Math.abs(wide - (-1 + 7 * 10 + 4) / 9) < 1e-12, `${wide}`);
});
