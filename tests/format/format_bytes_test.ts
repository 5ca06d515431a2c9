import { assertEquals } from "@std/assert";
import { formatBytes } from "../../format/format_bytes.ts";

Deno.test("formatBytes() has at most three digits before the unit", () => {
  const sizes = [
    0,
    999,
    1000,
    1500,
    99_400,
    99_600,
    99_949,
    99_950,
    999_499,
    999_500,
    2.5e12,
    3e15,
  ];
  assertEquals(sizes.map(formatBytes), [
    "0 B",
    "999 B",
    "1.0 kB",
    "1.5 kB",
    "99.4 kB",
    "99.6 kB",
    "99.9 kB",
    "100 kB",
    "999 kB",
    "1.0 MB",
    "2.5 TB",
    "3000 TB",
  ]);
});
