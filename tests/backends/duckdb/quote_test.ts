import { assertEquals, assertThrows } from "@std/assert";
import { quoteName, quoteText } from "../../../backends/duckdb/quote.ts";

Deno.test("quoteName() refuses a name with a NUL, which would end the statement", () => {
  assertEquals(quoteName('a"b'), '"a""b"');
  assertThrows(() => quoteName("a\0b"), RangeError, '"a\\u0000b"');
});

Deno.test("quoteText() makes an expression of a text with a NUL", () => {
  assertEquals(quoteText("it's"), "'it''s'");
  assertEquals(quoteText("a\0b"), "('a' || chr(0) || 'b')");
});
