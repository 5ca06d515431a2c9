import { assertEquals } from "@std/assert";
import { makeAxis } from "../../../../viewer/page/compare/compare_axis.ts";
import {
  shorten,
  shortLabels,
  withShortLabels,
} from "../../../../viewer/page/compare/short_labels.ts";

Deno.test("shortLabels() keeps the ends of texts, and tells those apart that end alike", () => {
  assertEquals(shortLabels(["adam", "sgd"], 9), ["adam", "sgd"]);
  assertEquals(shortLabels(["models/large", "models/small"], 9), ["…ls/large", "…ls/small"]);
  assertEquals(
    shortLabels(["/data/run/0/checkpoint", "/data/run/1/checkpoint", "none"], 9),
    ["…a/run/0…", "…a/run/1…", "none"],
  );
  assertEquals(shortLabels(["1 with a long end", "2 with a long end"], 9), [
    "1 with …",
    "2 with …",
  ]);
  assertEquals(shortLabels(["x".repeat(30), "x".repeat(20)], 9), ["…xxxxxxx…", "…xxxxxxx"]);
  assertEquals(shortLabels(["🐟".repeat(30)], 5), ["…🐟🐟🐟🐟"]);
  assertEquals(shortLabels([], 9), []);
  assertEquals(shorten("a/long/path", 5), "…path");
});

Deno.test("withShortLabels() leaves numbers as they are: without some digits they would be others", () => {
  const numbers = makeAxis("seed", [12345678901234567, -9007199254740991])!;
  assertEquals(withShortLabels(numbers, 9), numbers);
  const texts = makeAxis("path", ["2026-11-30/a", "2026-11-30/b"])!;
  assertEquals(withShortLabels(texts, 9).ticks.map(({ label }) => label), [
    "…-11-30/a",
    "…-11-30/b",
  ]);
});
