import { assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "commander";
import {
  nonEmpty,
  parseDuration,
  parseNaturalNumber,
  parsePort,
  parsePositiveInteger,
} from "../../../cli/arguments/parse_argument.ts";

/** Each parser, what it makes of some texts, and texts that it refuses. */
const CASES: [
  parse: (text: string) => unknown,
  accepted: Record<string, unknown>,
  refused: string[],
][] = [
  [parsePositiveInteger, { "1": 1, "007": 7 }, ["0", "-1", "1.5", "1e3", "", " 1", "9".repeat(20)]],
  [parseNaturalNumber, { "0": 0, "12": 12 }, ["-1", "1.5", "", "x"]],
  [parsePort, { "0": 0, "65535": 65_535 }, ["65536", "-1", "http"]],
  [
    parseDuration,
    { "90m": 5_400_000, "1.5h": 5_400_000, "30d": 2_592_000_000, "2w": 1_209_600_000 },
    ["30", "d", "month", "-1d", "1 d", "1y", "", ".5h"],
  ],
  [nonEmpty, { a: "a", " ": " " }, [""]],
];

for (const [parse, accepted, refused] of CASES) {
  Deno.test(`${parse.name}() parses what it accepts`, () => {
    for (const [text, value] of Object.entries(accepted)) assertEquals(parse(text), value, text);
  });

  Deno.test(`${parse.name}() says what it expects`, () => {
    for (const text of refused) {
      assertThrows(() => parse(text), InvalidArgumentError, "Expected a ");
    }
  });
}
