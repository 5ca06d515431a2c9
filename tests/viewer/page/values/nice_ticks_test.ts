import { assertEquals } from "@std/assert";
import { niceTicks } from "../../../../viewer/page/values/nice_ticks.ts";

Deno.test("niceTicks() are multiples of 1, 2 or 5 times a power of ten", () => {
  assertEquals(niceTicks(0, 9, 5), { ticks: [0, 2, 4, 6, 8], step: 2 });
  assertEquals(niceTicks(3, 3, 5).ticks, [3]);
});

Deno.test("niceTicks() terminates between adjacent numbers", () => {
  const next = 1 + Number.EPSILON;
  assertEquals(niceTicks(1, next, 5).ticks, [1]);
  assertEquals(niceTicks(0, Number.MIN_VALUE, 5).ticks, [0, Number.MIN_VALUE]);
  assertEquals(niceTicks(-Number.MAX_VALUE, Number.MAX_VALUE, 5).ticks, [-1e308, 0, 1e308]);
  assertEquals(niceTicks(-0.25, 0.3, 5).ticks, [-0.2, 0, 0.2]);
});
