import { assertEquals } from "@std/assert";
import { formatNumber } from "../../../../viewer/page/values/format_number.ts";

Deno.test("formatNumber() rounds only what is long", () => {
  assertEquals([0.1, 1234567890, 1 / 3, 12345678901, NaN, -Infinity].map(formatNumber), [
    "0.1",
    "1234567890",
    "0.333333",
    "12345700000",
    "NaN",
    "-Infinity",
  ]);
});
