import { assertEquals } from "@std/assert";
import { styleText } from "node:util";
import { safeOutput } from "../../../cli/text/safe_output.ts";

Deno.test("safeOutput() escapes what steers a terminal, and keeps lines and all other text", () => {
  const cases: [text: string, safe: string][] = [
    ["two\nlines, é 漢字 😀 👩‍🔬\n", "two\nlines, é 漢字 😀 👩‍🔬\n"],
    ["a\u001b]0;t\u0007b", "a\\u001b]0;t\\u0007b"],
    ["\u0000\u0008\t\r\u007f", "\\u0000\\u0008\\u0009\\u000d\\u007f"],
    ["\u0080\u0085\u009b31m\u009f", "\\u0080\\u0085\\u009b31m\\u009f"],
    [
      "\u202egnp.exe\u2066\u2069\u200f\u061c\u2028",
      "\\u202egnp.exe\\u2066\\u2069\\u200f\\u061c\\u2028",
    ],
    ["\u001b[31mred", "\\u001b[31mred"],
  ];
  for (const [text, safe] of cases) assertEquals(safeOutput(text, false), safe);
});

Deno.test("safeOutput() keeps the styles of the command line, and no other", () => {
  const styled = (["bold", "dim", "red", "green", "yellow", "cyan"] as const)
    .map((style) => styleText(style, style, { validateStream: false })).join(" ");
  assertEquals(safeOutput(styled, true), styled);
  assertEquals(
    safeOutput("\u001b[8m none\u001b[2J\u001b[?1049h", true),
    "\\u001b[8m none\\u001b[2J\\u001b[?1049h",
  );
});

Deno.test("safeOutput() within JSON leaves JSON of the same value", () => {
  const value = { "\u009b": "\u202e\u007f\u001b\u2028\n" };
  assertEquals(JSON.parse(safeOutput(JSON.stringify(value), false)), value);
});
