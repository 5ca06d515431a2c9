import { assert, assertEquals } from "@std/assert";
import { cutParts, cutSlices, type RunExtent } from "../../../reader/grouped/cut_slices.ts";

const run = (low: number, high: number, rowCount: number): RunExtent => ({ low, high, rowCount });
const times = (count: number, extent: RunExtent) => Array.from({ length: count }, () => extent);

Deno.test("cutSlices() gives one slice where all rows fit, and none without a range", () => {
  const runs = times(200, run(0, 99_999, 100_000));
  assertEquals(cutSlices({ low: 0, high: 99_999 }, runs, 20e6), [{ low: 0, high: 99_999 }]);
  assertEquals(cutSlices({ low: Infinity, high: -Infinity }, [], 20e6), []);
  // Of steps that count tokens most numbers are left out.
  const tokens = { low: 0, high: 1.2e12 };
  assertEquals(cutSlices(tokens, [run(0, 1.2e12, 300)], 1e6), [tokens]);
});

Deno.test("cutSlices() covers the range without a gap, and no slice has more rows than fit", () => {
  // Most runs have ended early: their part of the range has more rows.
  const runs = [...times(50, run(0, 999, 1000)), ...times(3, run(0, 99_999, 50_000))];
  const slices = cutSlices({ low: -5, high: 99_999 }, runs, 10_000);
  assertEquals([slices[0]?.low, slices.at(-1)?.high], [-5, 99_999]);
  for (const [i, { low, high }] of slices.entries()) {
    if (i > 0) assertEquals(low, slices[i - 1]!.high + 1);
    const early = Math.max(0, Math.min(high, 999) - Math.max(low, 0) + 1) * 50;
    assert(early + (high - low + 1) * 1.5 <= 10_000.01, `${low} to ${high} is too much`);
  }
  assert(slices.length <= 22, `${slices.length} slices`);
});

Deno.test("cutSlices() gives at least one x per slice, and ends where numbers are too great", () => {
  const runs = times(5, run(0, 3, 4));
  assertEquals(cutSlices({ low: 0, high: 3 }, runs, 1).length, 4);
  const great = { low: 0, high: 9.2e18 };
  assertEquals(cutSlices(great, [run(0, 9.2e18, 5e9)], 1000), [great]);
});

Deno.test("cutSlices() holds at most a million x at once", () => {
  const slices = cutSlices({ low: 0, high: 9_999_999 }, [run(0, 9_999_999, 1e7)], 20e6);
  assertEquals(slices.map(({ low }) => low), Array.from({ length: 10 }, (_, i) => i * 1e6));
});

Deno.test("cutParts() cuts a slice into parts of about as many rows each", () => {
  const even = times(5, run(0, 999, 1000));
  assertEquals(cutParts({ low: 0, high: 999 }, even, 2), [
    { low: 0, high: 499 },
    { low: 500, high: 999 },
  ]);
  // Most of the rows are at the end.
  const late = [run(0, 999, 1000), ...times(9, run(900, 999, 1000))];
  const parts = cutParts({ low: 0, high: 999 }, late, 4);
  assertEquals([parts[0]?.low, parts.at(-1)?.high], [0, 999]);
  assert(parts.length <= 5 && parts[0]!.high >= 900, JSON.stringify(parts));
  const one = { low: 3, high: 3 };
  assertEquals(cutParts(one, [run(3, 3, 2e6)], 8), [one]);
  assertEquals(cutParts(one, [], 8), [one]);
});
