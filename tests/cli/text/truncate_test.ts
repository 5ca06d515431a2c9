import { assertEquals } from "@std/assert";
import { truncate } from "../../../cli/text/truncate.ts";

Deno.test("truncate() keeps characters whole", () => {
  assertEquals(truncate("学習率の値", 6), "学習…");
  assertEquals(truncate("ab👩‍👩‍👧cd", 5), "ab👩‍👩‍👧…");
  assertEquals(truncate("abc", 3), "abc");
});

Deno.test("truncate() leaves what fits, also where it has more code units than columns", () => {
  // Each takes so many columns, as wcwidth of Python says.
  const texts: [string, number][] = [["👩‍👩‍👧", 2], ["e\u0301", 1], ["🇯🇵🇯🇵", 4], ["e\u0301a\u0300", 2]];
  for (const [text, width] of texts) {
    assertEquals([truncate(text, width), truncate(text + "b", width + 1)], [text, `${text}b`]);
  }
  assertEquals(truncate("e\u0301a\u0300b", 2), "e\u0301…");
  assertEquals(truncate("🇯🇵🇯🇵", 3), "🇯🇵…");
});
