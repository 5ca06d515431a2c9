import { assertEquals } from "@std/assert";
import { formatBytes } from "../../../../viewer/page/values/format_bytes.ts";

Deno.test("formatBytes() has at most three digits before the unit", () => {
  assertEquals([0, 999, 1000, 1500, 99_400, 999_499, 999_500, 2.5e12, 3e15].map(formatBytes), [
    "0 B",
    "999 B",
    "1.0 kB",
    "1.5 kB",
    "99 kB",
    "999 kB",
    "1.0 MB",
    "2.5 TB",
    "3000 TB",
  ]);
});
