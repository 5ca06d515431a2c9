import { assertEquals } from "@std/assert";
import { formatBytes, formatNumber, plural } from "../../../cli/text/format_number.ts";

Deno.test("formatNumber() keeps five significant digits", () => {
  assertEquals([0.1 + 0.2, 1e-7, 123456.789, 3, -0.00012345678, NaN].map(formatNumber), [
    "0.3",
    "1e-7",
    "123460",
    "3",
    "-0.00012346",
    "NaN",
  ]);
});

Deno.test("formatBytes() uses powers of 1000", () => {
  assertEquals([0, 999, 1000, 123_456, 99_960_000, 1e15].map(formatBytes), [
    "0 B",
    "999 B",
    "1.0 kB",
    "123 kB",
    "100 MB",
    "1000 TB",
  ]);
});

Deno.test("plural() counts in English", () => {
  assertEquals([0, 1, 1234].map((count) => plural(count, "row")), [
    "0 rows",
    "1 row",
    "1,234 rows",
  ]);
  assertEquals(plural(2, "column does", "columns do"), "2 columns do");
});
