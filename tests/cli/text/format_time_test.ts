import { assertEquals } from "@std/assert";
import { formatAge, formatDate, formatDuration } from "../../../cli/text/format_time.ts";

Deno.test("formatDuration() uses the two largest units", () => {
  assertEquals([0, 950, 12_340, 245_000, 12_000_000, 187_200_000].map(formatDuration), [
    "0 ms",
    "950 ms",
    "12.3 s",
    "4 min 05 s",
    "3 h 20 min",
    "2 d 4 h",
  ]);
});

Deno.test("formatDuration() has no unit that is full, and no minute that is cut", () => {
  const durations = [999.4, 999.5, 59_949, 59_950, 59_970, 119_600, 3_599_600, 86_399_600];
  assertEquals(durations.map(formatDuration), [
    "999 ms",
    "1.0 s",
    "59.9 s",
    "1 min 00 s",
    "1 min 00 s",
    "2 min 00 s",
    "1 h 00 min",
    "1 d 0 h",
  ]);
});

Deno.test("formatAge() rounds down, and takes a clock that is a little ahead for now", () => {
  const now = new Date("2026-01-10T00:00:00Z");
  const ago = (ms: number) => formatAge(new Date(now.getTime() - ms), now);
  assertEquals([-5000, 30_000, 300_000, 7_200_000, 200_000_000].map(ago), [
    "just now",
    "just now",
    "5 min ago",
    "2 h ago",
    "2 d ago",
  ]);
});

Deno.test("formatAge() says of a time to come, as of a machine whose clock is ahead, when that is", () => {
  const now = new Date("2026-01-10T00:00:00Z");
  const ahead = (ms: number) => formatAge(new Date(now.getTime() + ms), now);
  assertEquals([59_000, 60_000, 7_300_000, 200_000_000].map(ahead), [
    "just now",
    "in 1 min",
    "in 2 h",
    "in 2 d",
  ]);
});

Deno.test("formatDate() is in local time, with leading zeros", () => {
  assertEquals(formatDate(new Date(2026, 0, 2, 3, 4, 5)), "2026-01-02 03:04:05");
});
