import { assertEquals } from "@std/assert";
import { errorLine } from "../../../cli/text/error_line.ts";

Deno.test("errorLine() leaves out the place in the query that DuckDB marks", () => {
  const message = 'Parser Error: syntax error at or near "SELEC"\n\nLINE 1: SELEC 1\n        ^';
  assertEquals(errorLine(new Error(message)), 'Parser Error: syntax error at or near "SELEC"');
});

Deno.test("errorLine() is one line, and lets nothing steer the terminal", () => {
  assertEquals(errorLine(new Error("one\n  two\x1b[2J")), "one two\\u001b[2J");
  assertEquals(errorLine("a text"), "a text");
});
