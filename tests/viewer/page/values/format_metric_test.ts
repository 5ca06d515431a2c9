import { assertEquals } from "@std/assert";
import { formatMetric } from "../../../../viewer/page/values/format_metric.ts";

Deno.test("formatMetric() shortens numbers, by exponents where they are needed", () => {
  assertEquals([NaN, Infinity, -Infinity, 0, 0.1, 1e-9, 123456.789].map(formatMetric), [
    "NaN",
    "∞",
    "-∞",
    "0",
    "0.1",
    "1.000e-9",
    "123456.8",
  ]);
  assertEquals([1e-4, 9.99e-5, 1e7, 9_999_999].map(formatMetric), [
    "0.0001",
    "9.990e-5",
    "10000000",
    "9999999",
  ]);
});
