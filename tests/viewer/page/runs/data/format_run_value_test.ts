import { assertEquals, assertMatch } from "@std/assert";
import { formatRunValue } from "../../../../../viewer/page/runs/data/format_run_value.ts";

Deno.test("formatRunValue() knows all formats", () => {
  assertEquals(formatRunValue(null, "number"), "–");
  assertEquals(formatRunValue("text", "number"), "text");
  assertEquals(formatRunValue(true, "text"), "true");
  assertEquals(formatRunValue(12345, "number"), "12,345");
  assertEquals(formatRunValue(1 / 3, "number"), "0.333333…");
  assertEquals(formatRunValue(1500, "bytes"), "1.5 kB");
  assertEquals(formatRunValue(61_234, "duration"), "1:01");
  assertEquals(formatRunValue(0.4, "duration"), "0 s");
});

Deno.test("formatRunValue() leaves out the date of today, and this year", () => {
  const now = new Date();
  assertMatch(formatRunValue(now.getTime(), "time"), /^today \d\d:\d\d$/);
  assertMatch(formatRunValue(new Date(2001, 4, 6, 7, 8).getTime(), "time"), /^6 May 2001 07:08$/);
  const day = new Date(now.getFullYear(), now.getMonth() === 0 ? 6 : 0, 15, 7, 8);
  assertMatch(formatRunValue(day.getTime(), "time"), /^15 (Jan|Jul)[a-z]* 07:08$/);
});
