import { assertEquals } from "@std/assert";
import { formatDuration } from "../../../../viewer/page/values/format_duration.ts";

Deno.test("formatDuration() has seconds, minutes, hours or days", () => {
  assertEquals([1500, 61_000, 3_723_000, 2 * 86_400_000].map(formatDuration), [
    "1.5 s",
    "1:01",
    "1:02:03",
    "2d 0h",
  ]);
  assertEquals([59_940, 59_970, 3_599_600].map(formatDuration), ["59.9 s", "1:00", "1:00:00"]);
  assertEquals([0, 1234, 12_340, -61_000, -1500].map(formatDuration), [
    "0 s",
    "1.23 s",
    "12.3 s",
    "-1:01",
    "-1.5 s",
  ]);
});
