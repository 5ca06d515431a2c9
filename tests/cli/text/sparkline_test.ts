import { assertEquals } from "@std/assert";
import { sparkline } from "../../../cli/text/sparkline.ts";

Deno.test("sparkline() shows the course, and what is not finite", () => {
  const of = (...y: number[]) => sparkline(y.map((_, i) => i), y, 100);
  assertEquals(of(0, 1, 2, 3, 4, 5, 6, 7), "▁▂▃▄▅▆▇█");
  assertEquals(of(1, NaN, 3, Infinity), "▁×█×");
  assertEquals(of(5, 5, 5), "▄▄▄");
  assertEquals(of(NaN), "×");
  assertEquals(of(), "");
  assertEquals(of(-1.7e308, 1.7e308), "▁█");
  assertEquals(sparkline([0, 1, 2, 3], [0, 0, 1, 1], 2), "▁█");
  assertEquals(sparkline([0, 1, 2, 100], [0, 1, 2, 3], 4), "▁▁▁█");
});
