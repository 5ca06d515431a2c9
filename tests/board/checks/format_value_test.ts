import { assertEquals } from "@std/assert";
import { formatValue, quote } from "../../../board/checks/format_value.ts";

class Animal {}

const VALUES: [value: unknown, text: string][] = [
  ["a\n", 'the string "a\\n"'],
  ["", 'the string ""'],
  [-0, "the number -0"],
  [NaN, "the number NaN"],
  [true, "the boolean true"],
  [5n, "the bigint 5n"],
  [Symbol("s"), "a symbol"],
  [() => 1, "a function"],
  [undefined, "undefined"],
  [null, "null"],
  [[1, 2], "an array of 2"],
  [{}, "an object"],
  [Object.create(null), "an object"],
  [(function* () {})(), "an object"],
  [new Animal(), "an Animal"],
  [new Date(0), "a Date"],
  [new Uint8Array(3), "a Uint8Array of 3"],
  [new Proxy(new Uint8Array(3), {}), "a Uint8Array"], // Its length throws.
];

for (const [value, text] of VALUES) {
  Deno.test(`formatValue() says ${text}`, () => assertEquals(formatValue(value), text));
}

Deno.test("formatValue() and quote() shorten what is long", () => {
  const long = "x".repeat(10_000);
  assertEquals(quote(long), `"${"x".repeat(100)}…"`);
  assertEquals(formatValue(long), `the string "${"x".repeat(100)}…"`);
  assertEquals(formatValue(10n ** 1000n).length < 120, true);
});
