import { makeBlock } from "./make_block.ts";
import type { Block } from "../../format/block.ts";

/** Column names that files, SQL or JavaScript could stumble over. */
export const HARD_NAMES = [
  "train/loss",
  "a.b.c",
  'the "best"',
  "it's",
  "two words ",
  "select",
  "__proto__",
  "constructor",
  "toString",
  "😀",
  "Größe漢字",
  "x".repeat(10_000),
  "new\nline",
  "\\",
  "%",
  ";--",
  "0",
  "rowid",
  "list",
  "{message}",
  "filename",
];

/** Values of every type that files, SQL or JavaScript could change on their way. */
export function hardValues(wholeInt64: boolean): Block {
  const controls = Array.from({ length: 31 }, (_, code) => String.fromCharCode(code + 1)).join("");
  const doubles = [NaN, Infinity, -Infinity, 0, -0, 5e-324, -5e-324, 2.2250738585072014e-308];
  doubles.push(1.7976931348623157e308, -1.7976931348623157e308, 2 ** 53, -(2 ** 53), 0.1, 1 / 3);
  const strings = ["", " ", "it's", 'say "hi"', "`´“”«»", "a\nb\r\nc\td", controls, "\u007f\u0085"];
  strings.push(
    "😀👩‍🚀é漢字\u{10ffff}",
    "null",
    "NaN",
    "\\",
    "x".repeat(100_000),
    "\ufeffbom",
    "\u2028",
  );
  const timestamps = [0n, -1n, 1n, 4_102_444_799_999_999n];
  if (wholeInt64) timestamps.push(253_402_300_799_999_999n);
  const integers = [0n, 1n, -1n, 2n ** 53n, -(2n ** 53n)];
  if (wholeInt64) integers.push(2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n);
  return makeBlock(0, 20, [
    { name: "double", type: "double", cells: doubles },
    { name: "string", type: "string", cells: strings },
    { name: "boolean", type: "boolean", cells: [true, false, null, true] },
    { name: "int64", type: "int64", cells: integers },
    { name: "moment", type: "timestamp", cells: timestamps },
  ]);
}
