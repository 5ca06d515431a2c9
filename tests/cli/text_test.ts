/**
 * Texts that fit: tables, curves, numbers.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { formatAge, formatBytes, formatDuration, formatNumber } from "../../cli/text/format.ts";
import { sparkline } from "../../cli/text/sparkline.ts";
import { textTable } from "../../cli/text/text_table.ts";
import { cut, terminalText, widthOf } from "../../cli/text/terminal_text.ts";

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
      least: random(2) === 0 ? 4 + random(10) : undefined,
      drop: random(3),
    }));
    const rows = Array.from({ length: random(5) }, () => columns.map(text));
    const width = 1 + random(150);
    const { text: table, hidden } = textTable(columns, rows, width);
    const lines = table.split("\n").slice(0, -1);
    assertEquals(lines.length, rows.length + 1);
    for (const line of lines) assert(widthOf(line) <= width, `${width}: ${line}`);
    assert(hidden.length < columns.length);
  }
});

Deno.test("textTable() cuts and drops nothing where there is room for all", () => {
  const long = "x".repeat(500);
  const { text, hidden } = textTable(
    [{ title: "A", least: 3 }, { title: "B" }],
    [[long, "b"]],
    Infinity,
  );
  assertStringIncludes(text, `${long}  b\n`);
  assertEquals(hidden, []);
});

Deno.test("textTable() cuts before it drops, and drops what matters least", () => {
  const columns = [{ title: "NAME", least: 4 }, { title: "B", drop: 2 }, { title: "C", drop: 1 }];
  const rows = [["a long name", "bbb", "ccc"]];
  assertEquals(textTable(columns, rows, 18).text.split("\n")[1], "a long …  bbb  ccc");
  const { text, hidden } = textTable(columns, rows, 12);
  assertEquals([text.split("\n")[1], hidden], ["a long…  ccc", ["B"]]);
});

Deno.test("textTable() takes thousands of columns", () => {
  const columns = Array.from({ length: 5000 }, (_, i) => ({ title: `column ${i}`, least: 8 }));
  const { text, hidden } = textTable(columns, [columns.map(() => "x".repeat(20))], 80);
  assertEquals(hidden.length, 5000 - 8);
  assertEquals(widthOf(text.split("\n")[1]), 80);
});

Deno.test("visible() lets nothing steer the terminal", () => {
  assertEquals(terminalText("a\nb\x1b[2Jc\u202ed\u0085"), "a\\nb\\u001b[2Jc\\u202ed\\u0085");
  assertEquals(terminalText("学習 🙂"), "学習 🙂");
});

Deno.test("cut() keeps characters whole", () => {
  assertEquals(cut("学習率の値", 6), "学習…");
  assertEquals(cut("ab👩‍👩‍👧cd", 5), "ab👩‍👩‍👧…");
  assertEquals(cut("abc", 3), "abc");
});

Deno.test("sparkline() shows the course, and what is not finite", () => {
  const of = (...y: number[]) => sparkline(y.map((_, i) => i), y, 100);
  assertEquals(of(0, 1, 2, 3, 4, 5, 6, 7), "▁▂▃▄▅▆▇█");
  assertEquals(of(1, NaN, 3, Infinity), "▁×█×");
  assertEquals(of(5, 5, 5), "▄▄▄");
  assertEquals(of(NaN), "×");
  assertEquals(of(), "");
  assertEquals(of(-1.7e308, 1.7e308), "▁█");
  assertEquals(sparkline([0, 1, 2, 3], [0, 0, 1, 1], 2), "▁█");
  assertEquals(sparkline([0, 1, 2, 100], [0, 1, 2, 3], 4), "▁▁▁█");
});

Deno.test("numbers, sizes and times are short", () => {
  assertEquals([0.1 + 0.2, 1e-7, 123456.789, 3, -0.00012345678, NaN].map(formatNumber), [
    "0.3",
    "1e-7",
    "123460",
    "3",
    "-0.00012346",
    "NaN",
  ]);
  assertEquals([0, 999, 1000, 123_456, 99_960_000, 1e15].map(formatBytes), [
    "0 B",
    "999 B",
    "1.0 kB",
    "123 kB",
    "100 MB",
    "1000 TB",
  ]);
  assertEquals([0, 950, 12_340, 245_000, 12_000_000, 187_200_000].map(formatDuration), [
    "0 ms",
    "950 ms",
    "12.3 s",
    "4 min 05 s",
    "3 h 20 min",
    "2 d 4 h",
  ]);
  const now = new Date("2026-01-10T00:00:00Z");
  const ago = (ms: number) => formatAge(new Date(now.getTime() - ms), now);
  assertEquals([-5000, 30_000, 300_000, 7_200_000, 200_000_000].map(ago), [
    "just now",
    "just now",
    "5 min ago",
    "2 h ago",
    "2 d ago",
  ]);
});
