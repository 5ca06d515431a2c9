import { assertEquals } from "@std/assert";
import { PLAIN } from "../../../../viewer/page/logs/ansi_style.ts";
import { parseAnsi, stripAnsi } from "../../../../viewer/page/logs/parse_ansi.ts";

const styles = (line: string) =>
  parseAnsi(line).spans.map(({ text, style }) => [
    text,
    Object.fromEntries(
      Object.entries(style).filter(([key, value]) => value !== PLAIN[key as keyof typeof PLAIN]),
    ),
  ]);

Deno.test("parseAnsi() knows 16, 256 and all colours, and attributes", () => {
  assertEquals(styles("plain"), [["plain", {}]]);
  assertEquals(styles("\x1b[31mred\x1b[0m \x1b[1;4;92mbright"), [
    ["red", { foreground: 1 }],
    [" ", {}],
    ["bright", { bold: true, underline: true, foreground: 10 }],
  ]);
  assertEquals(styles("\x1b[38;5;208mx\x1b[48;2;1;2;300my\x1b[39;49mz"), [
    ["x", { foreground: 208 }],
    ["y", { foreground: 208, background: [1, 2, 255] }],
    ["z", {}],
  ]);
  assertEquals(styles("\x1b[38:2::1:2:3ma\x1b[m\x1b[38:2:4:5:6mb"), [
    ["a", { foreground: [1, 2, 3] }],
    ["b", { foreground: [4, 5, 6] }],
  ]);
  assertEquals(styles("\x1b[1;31mx\x1b[22my\x1b[7mz"), [
    ["x", { bold: true, foreground: 1 }],
    ["y", { foreground: 1 }],
    ["z", { foreground: 1, inverse: true }],
  ]);
});

Deno.test("parseAnsi() leaves out all other commands, whole or cut off", () => {
  const line =
    "\x1b[2K\x1b[1Ga\x1b]0;title\x07b\x1b]8;;https://x\x1b\\c\x1b]8;;\x1b\\\x1b(Bd\x01e\x1b[3";
  assertEquals(stripAnsi(line).replace("[3", ""), "abcde");
  assertEquals(stripAnsi("\x1b[38;5m\x1b[38m\x1b[999mx\x1b"), "x");
  assertEquals(styles("\x1b[38;5mx"), [["x", {}]]);
  assertEquals(stripAnsi("10 %\r50 %\rdone"), "done");
  assertEquals(stripAnsi("windows\r"), "windows");
  assertEquals(stripAnsi("<b>\t&amp;</b>"), "<b>\t&amp;</b>");
});

Deno.test("parseAnsi() shows what a terminal has last where a line is overwritten", () => {
  for (
    const [line, shown] of [
      ["10 %\r20 %\r", "20 %"],
      ["windows twice\r\r", "windows twice"],
      ["\r\rfirst", "first"],
      ["10 %\r\x1b[K20 %", "20 %"],
      ["10 %\r\x1b[32m\x1b[0K", ""],
      ["10 %\x1b[2K\x1b[1G20 %\x1b[K", "20 %"],
      ["kept\x1b[K", "kept"],
      ["kept\r\x1b[1Kx", "x"],
    ] as const
  ) assertEquals(stripAnsi(line), shown, JSON.stringify(line));
});

Deno.test("parseAnsi() shows the last state of what backspaces overwrite, as a terminal does", () => {
  assertEquals(stripAnsi("Loading |\b/\b-\b\\\bdone"), "Loading done");
  assertEquals(stripAnsi("  5%\b\b\b\b 10%\b\b\b\b100%"), "100%");
  assertEquals(stripAnsi("😀😀\bx"), "😀x"); // One backspace, one character.
  assertEquals(stripAnsi("\b\bfirst"), "first");
  assertEquals(styles("ab\x1b[31mcd\b\b\b\x1b[mX"), [["aX", {}]]);
  assertEquals(stripAnsi("left\b\b"), "left"); // Nothing has overwritten it.
  assertEquals(stripAnsi("10%\b\b\b\r20%"), "20%");
});
