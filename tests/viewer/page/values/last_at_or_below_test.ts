import { assertEquals } from "@std/assert";
import { lastAtOrBelow } from "../../../../viewer/page/values/last_at_or_below.ts";

Deno.test("lastAtOrBelow() finds the last of equal items, and none below the first", () => {
  const indexOf = (value: number) => lastAtOrBelow([0, 10, 10, 20], value);
  assertEquals([-1, 0, 9, 10, 19, 20, Infinity].map(indexOf), [-1, 0, 0, 2, 2, 3, 3]);
  assertEquals(lastAtOrBelow([], 1), -1);
});
