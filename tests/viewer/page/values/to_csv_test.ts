import { assertEquals } from "@std/assert";
import { toCsv } from "../../../../viewer/page/values/to_csv.ts";
import { escapeFormula } from "../../../../reader/export/escape_formula.ts";

Deno.test("toCsv() keeps every cell", () => {
  assertEquals(
    toCsv(["a", 'b"'], [[1, "x,y"], [null, '"q"\n'], ["NaN", { mediaId: "1" }]]),
    'a,"b"""\r\n1,"x,y"\r\n,"""q""\n"\r\nNaN,"{""mediaId"":""1""}"\r\n',
  );
});

Deno.test("toCsv() keeps the sign of a zero, and what is not finite", () => {
  const cells = [-0, [-0, 0], NaN, -Infinity, 2 ** 53, 1e21, 0];
  assertEquals(
    toCsv([], [cells]),
    '\r\n-0.0,"[-0.0,0]",NaN,-Infinity,9007199254740992,1e+21,0\r\n',
  );
});

Deno.test("toCsv() escapes what a spreadsheet would compute, as kobo export does", () => {
  const formulas = ["=1+1", "+a", "-a", "@a", "\t=1", "\uff1d1", "-", "--1", "1", "'a", "a=1"];
  const numbers = [-1.5, -Infinity, 1e-300, -1e300, "-1", "+.5", "-1e-7"];
  const [, ...lines] = toCsv(["a"], [...formulas, ...numbers].map((cell) => [cell])).split("\r\n");
  const expected = [...formulas, ...numbers].map((cell) => escapeFormula(String(cell)));
  assertEquals(lines.slice(0, -1), expected);
  assertEquals(lines.slice(0, 4), ["'=1+1", "'+a", "'-a", "'@a"]);
  assertEquals(lines.slice(11, 13), ["-1.5", "-Infinity"]);
});
