import { assertEquals } from "@std/assert";
import { LogBuffer, MAX_LINES } from "../../../../viewer/page/logs/log_buffer.ts";

Deno.test("LogBuffer has the same lines, however the text is cut", () => {
  const text = "one\n\ntwo 🚀\n[STDERR] three\nopen";
  for (let cut = 0; cut <= text.length; cut++) {
    const appended = new LogBuffer();
    appended.append(text.slice(0, cut));
    appended.append(text.slice(cut));
    assertEquals(appended.lines, text.split("\n"), `cut at ${cut}`);
    const both = new LogBuffer();
    both.append(text.slice(cut));
    both.prepend(text.slice(0, cut));
    if (cut < text.length) assertEquals(both.lines, text.split("\n"), `prepended ${cut}`);
    both.append("ed\nlast\n");
    if (cut < text.length) assertEquals(both.lines.slice(-2), ["opened", "last"]);
  }
});

Deno.test("LogBuffer carries colours on, for stdout and stderr apart", () => {
  const buffer = new LogBuffer();
  buffer.append("\x1b[32mgreen\n[STDERR] plain\nstill\x1b[0m\nplain\n");
  assertEquals([0, 1, 2, 3].map((line) => buffer.styleAt(line).foreground), [null, null, 2, null]);
  buffer.prepend("\x1b[31mred\n");
  assertEquals([1, 2, 3, 4].map((line) => buffer.styleAt(line).foreground), [1, null, 2, null]);
});

Deno.test("LogBuffer stays bounded, and counts what it drops", () => {
  const buffer = new LogBuffer();
  for (let i = 0; i < 5; i++) buffer.append(`line ${i}\n`.repeat(MAX_LINES / 4));
  assertEquals(buffer.lines.length <= MAX_LINES, true);
  assertEquals(buffer.lines.length + buffer.dropped, MAX_LINES / 4 * 5);
  assertEquals(buffer.lines.at(-1), "line 4");
  buffer.clear();
  for (let i = 0; i < 50; i++) buffer.append(`${"x".repeat(2 ** 20)}\n`);
  assertEquals(buffer.lines.length < 30, true);
});
