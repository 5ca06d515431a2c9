import { assertEquals } from "@std/assert";
import { formatBytes, formatCount, formatNumber, plural } from "../../../cli/text/format_number.ts";

Deno.test("formatNumber() keeps five significant digits", () => {
  const texts: [number, string][] = [
    [0.1 + 0.2, "0.3"],
    [1e-7 / 3, "3.3333e-8"],
    [12.345678, "12.346"],
    [3, "3"],
    [-0.00012345678, "-0.00012346"],
    [5e-324, "5e-324"],
    [NaN, "NaN"],
    [-Infinity, "-Infinity"],
  ];
  for (const [value, text] of texts) assertEquals(formatNumber(value), text);
});

Deno.test("formatNumber() keeps whole numbers, and the digits before the point", () => {
  const texts: [number, string][] = [
    [12345678901, "12345678901"],
    [9007199254740991, "9007199254740991"],
    [-1e21, "-1e+21"],
    [Number.MAX_VALUE, "1.7976931348623157e+308"],
    [-0, "-0"],
    [123456.789, "123456.8"],
    [-98765432109.75, "-98765432109.8"],
    [12345.678, "12345.7"],
  ];
  for (const [value, text] of texts) assertEquals(formatNumber(value), text);
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

Deno.test("formatCount() puts commas where English has them", () => {
  for (const count of [0, -1, 12, 999, 1000, -123, -1234, 123_456, 1_234_567, 2 ** 53]) {
    assertEquals(formatCount(count), count.toLocaleString("en"));
  }
});
