import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { displayWidth } from "../../../cli/text/display_width.ts";
import { textTable } from "../../../cli/text/text_table.ts";

const PIECES = [
  "a",
  "train/loss",
  "学習率",
  "👩‍👩‍👧",
  "é",
  " ",
  "—",
  "0.123456789",
  "🇯🇵",
  "x".repeat(50),
];

Deno.test("textTable() has no line wider than asked, at any width", () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48271) % 0x7fffffff) % below;
  const text = () =>
    Array.from({ length: random(4) }, () => PIECES[random(PIECES.length)]).join("");
  for (let run = 0; run < 300; run++) {
    const columns = Array.from({ length: 1 + random(8) }, () => ({
      title: text() || "T",
      align: random(2) === 0 ? "left" as const : "right" as const,
      minWidth: random(2) === 0 ? 4 + random(10) : undefined,
      dropRank: random(3),
    }));
    const rows = Array.from({ length: random(5) }, () => columns.map(text));
    const width = 1 + random(150);
    const { text: table, hidden } = textTable(columns, rows, width);
    const lines = table.split("\n").slice(0, -1);
    assertEquals(lines.length, rows.length + 1);
    for (const line of lines) assert(displayWidth(line) <= width, `${width}: ${line}`);
    assert(hidden.length < columns.length);
  }
});

Deno.test("textTable() truncates and drops nothing where there is room for all", () => {
  const long = "x".repeat(500);
  const { text, hidden } = textTable(
    [{ title: "A", minWidth: 3 }, { title: "B" }],
    [[long, "b"]],
    Infinity,
  );
  assertStringIncludes(text, `${long}  b\n`);
  assertEquals(hidden, []);
});

Deno.test("textTable() without a limit pads no cell to the longest one", () => {
  const long = "x".repeat(1_000_000);
  const rows = [[long, "b"], ...Array.from({ length: 1000 }, () => ["a", "b"])];
  const { text } = textTable([{ title: "A", minWidth: 3 }, { title: "B" }], rows, Infinity);
  const lines = text.trimEnd().split("\n");
  assertEquals(lines[1], `${long}  b`);
  assertEquals(new Set(lines.slice(2)), new Set([`${"a".padEnd(60)}  b`]));
  const right = textTable(
    [{ title: long, align: "right" }, { title: "B" }],
    [["1", "b"]],
    Infinity,
  );
  assertEquals(right.text.split("\n")[1], `${"1".padStart(60)}  b`);
});

Deno.test("textTable() truncates before it drops, and drops what matters least", () => {
  const columns = [{ title: "NAME", minWidth: 4 }, { title: "B", dropRank: 2 }, {
    title: "C",
    dropRank: 1,
  }];
  const rows = [["a long name", "bbb", "ccc"]];
  assertEquals(textTable(columns, rows, 18).text.split("\n")[1], "a long …  bbb  ccc");
  const { text, hidden } = textTable(columns, rows, 12);
  assertEquals([text.split("\n")[1], hidden], ["a long…  ccc", ["B"]]);
});

Deno.test("textTable() takes thousands of columns", () => {
  const columns = Array.from({ length: 5000 }, (_, i) => ({ title: `column ${i}`, minWidth: 8 }));
  const { text, hidden } = textTable(columns, [columns.map(() => "x".repeat(20))], 80);
  assertEquals(hidden.length, 5000 - 8);
  assertEquals(displayWidth(text.split("\n")[1]!), 80);
});
