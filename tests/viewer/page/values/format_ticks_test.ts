import { assertEquals } from "@std/assert";
import { formatTicks } from "../../../../viewer/page/values/format_ticks.ts";

Deno.test("formatTicks() are as short as they can be while they differ", () => {
  assertEquals(formatTicks([0, 0.25, 0.5], 0.25), ["0", "0.25", "0.50"]);
  assertEquals(formatTicks([0, 500, 1000], 500), ["0", "500", "1000"]);
  assertEquals(formatTicks([0, 50_000, 100_000], 50_000), ["0", "50k", "100k"]);
  assertEquals(formatTicks([1_234_500, 1_234_600], 100), ["1234500", "1234600"]);
  assertEquals(formatTicks([0, 2e6], 2e6), ["0", "2M"]);
  assertEquals(formatTicks([1e-7, 1.5e-7], 5e-8), ["1.0e-7", "1.5e-7"]);
});
