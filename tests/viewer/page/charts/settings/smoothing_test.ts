import { assert, assertEquals } from "@std/assert";
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
