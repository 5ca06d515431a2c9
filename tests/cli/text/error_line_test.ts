import { assertEquals } from "@std/assert";
import { errorLine } from "../../../cli/text/error_line.ts";

Deno.test("errorLine() leaves out the place in the query that DuckDB marks", () => {
  const message = 'Parser Error: syntax error at or near "SELEC"\n\nLINE 1: SELEC 1\n        ^';
  assertEquals(errorLine(new Error(message)), 'Parser Error: syntax error at or near "SELEC"');
});

Deno.test("errorLine() says of a query that needs too much memory what allows more", () => {
  const message = "Out of Memory Error: could not allocate block of size 256.0 KiB " +
    "(149.9 MiB/150.0 MiB used)\nDatabase is launched in in-memory mode …\nOr set SET temp_directory";
  assertEquals(
    errorLine(new Error(message)),
    "Out of Memory Error: could not allocate block of size 256.0 KiB " +
      "(149.9 MiB/150.0 MiB used); --memory allows more",
  );
});

Deno.test("errorLine() is one line, and lets nothing steer the terminal", () => {
  assertEquals(errorLine(new Error("one\n  two\x1b[2J")), "one two\\u001b[2J");
  assertEquals(errorLine("a text"), "a text");
});
