import { assert, assertEquals } from "@std/assert";
import { Random } from "../../../support/random.ts";
import { formatMetric } from "../../../../viewer/page/values/format_metric.ts";
import { formatNumber } from "../../../../viewer/page/values/format_number.ts";

Deno.test("formatNumber() rounds only what is long", () => {
  assertEquals([0.1, 1234567890, 1 / 3, 12345678901, NaN, -Infinity].map(formatNumber), [
    "0.1",
    "1234567890",
    "0.333333…",
    "12345678901",
    "NaN",
    "-Infinity",
  ]);
});

Deno.test("formatNumber() never shows a number that is another one", () => {
  const random = new Random(11);
  for (let i = 0; i < 20_000; i++) {
    const size = 10 ** (random.next() * 40 - 20) * (random.chance(0.5) ? 1 : -1);
    const value = random.chance(0.3) ? Math.round(random.next() * size) : random.next() * size;
    const text = formatNumber(value);
    if (!text.includes("…")) assertEquals(Number(text) + 0, value + 0);
    else {
      // What stands before the sign is the beginning of all digits.
      const [digits = "", exponent = ""] = text.split("…");
      assert(String(value).startsWith(digits) && String(value).endsWith(exponent), text);
      assert(!Number.isInteger(value), text);
      assert(Math.abs(Number(digits + exponent) / value - 1) < 1e-5, text);
    }
    assertEquals(Number(formatMetric(Math.round(value))), Math.round(value) + 0);
  }
  const near = [12345678901, 12345678902, 12345678901.5, 9007199254740991, 1e15 + 1].map(
    formatNumber,
  );
  assertEquals(new Set(near).size, near.length);
  assertEquals(near[2], "12345678901.5");
});
