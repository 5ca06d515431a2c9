import { assertEquals } from "@std/assert";
import { truncate } from "../../../cli/text/truncate.ts";

Deno.test("truncate() keeps characters whole", () => {
  assertEquals(truncate("学習率の値", 6), "学習…");
  assertEquals(truncate("ab👩‍👩‍👧cd", 5), "ab👩‍👩‍👧…");
  assertEquals(truncate("abc", 3), "abc");
});
