import { assertEquals } from "@std/assert";
import { isStderrLine, withoutPrefix } from "../../../../viewer/page/logs/stderr_prefix.ts";

Deno.test("withoutPrefix() takes [STDERR] from the beginning, and from where earlier versions put it", () => {
  for (
    const [line, text] of [
      ["[STDERR] a", "a"],
      ["a [STDERR] b", "a [STDERR] b"],
      ["a\r[STDERR] b", "a\r[STDERR] b"],
      ["[STDERR] a [STDERR] b", "a [STDERR] b"],
      ["[STDERR] [STDERR] a", "[STDERR] a"],
      ["[STDERR] 10 %\r[STDERR] 20 %\r[STDERR] ", "10 %\r20 %\r"],
      ["[STDERR] a\u2028[STDERR] b\u2029[STDERR] c", "a\u2028b\u2029c"],
    ] as const
  ) assertEquals(withoutPrefix(line), text);
  assertEquals(["[STDERR] a", "[STDERR]", " [STDERR] "].map(isStderrLine), [true, false, false]);
});
