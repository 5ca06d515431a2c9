import { assert, assertEquals } from "@std/assert";
import { outlierLimits } from "../../../../../viewer/page/charts/drawing/outlier_limits.ts";

const ALL: [number, number] = [-Infinity, Infinity];

Deno.test("outlierLimits() are three distances of the quartiles from them", () => {
  const y = Float64Array.from({ length: 101 }, (_, i) => i);
  assertEquals(outlierLimits(y, false), [25 - 150, 75 + 150]);
  // Those of the logarithms on a logarithmic axis; what has no place there counts for nothing.
  const powers = Float64Array.from({ length: 101 }, (_, i) => 10 ** (i / 25));
  const [low, high] = outlierLimits(Float64Array.of(...powers, -1, 0), true);
  assert(Math.abs(Math.log10(low) + 5) < 1e-9 && Math.abs(Math.log10(high) - 9) < 1e-9);
});

Deno.test("outlierLimits() leave what is rare in a line where it may be what matters", () => {
  const flat = (others: number[], length = 100) =>
    Float64Array.of(...others, ...new Float64Array(length).fill(1));
  // More than a twentieth of the values are others: these tell how far a line goes.
  assertEquals(outlierLimits(flat(Array(10).fill(2)), false), [1 - 3, 2 + 3]);
  assertEquals(outlierLimits(flat([0]), false), ALL);
  assertEquals(outlierLimits(new Float64Array(), false), ALL);
  assertEquals(outlierLimits(Float64Array.of(0, 1, 1e9), false), ALL);
  const { MAX_VALUE } = Number;
  const ends = Float64Array.from({ length: 20 }, (_, i) => i % 2 === 0 ? MAX_VALUE : -MAX_VALUE);
  assertEquals(outlierLimits(ends, false), ALL);
  assertEquals(outlierLimits(flat([NaN, Infinity]), false), ALL);
});
