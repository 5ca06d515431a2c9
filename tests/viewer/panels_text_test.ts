import { assertEquals } from "@std/assert";
import { cssColor, parseAnsi, PLAIN, stripAnsi } from "../../viewer/page/logs/ansi.ts";
import { arrangeRows, type GridColumn } from "../../viewer/page/ui/data_grid.ts";
import { toCsv, toJsonRecords } from "../../viewer/page/ui/download.ts";
import { LogBuffer, MAX_LINES } from "../../viewer/page/logs/log_buffer.ts";
import { makeAxis } from "../../viewer/page/compare/compare_axis.ts";
import { StepRows } from "../../viewer/page/steps/step_rows.ts";

const looks = (line: string) =>
  parseAnsi(line).spans.map(({ text, style }) => [
    text,
    Object.fromEntries(
      Object.entries(style).filter(([key, value]) => value !== PLAIN[key as keyof typeof PLAIN]),
    ),
  ]);

Deno.test("parseAnsi() knows 16, 256 and all colours, and attributes", () => {
  assertEquals(looks("plain"), [["plain", {}]]);
  assertEquals(looks("\x1b[31mred\x1b[0m \x1b[1;4;92mbright"), [
    ["red", { foreground: 1 }],
    [" ", {}],
    ["bright", { bold: true, underline: true, foreground: 10 }],
  ]);
  assertEquals(looks("\x1b[38;5;208mx\x1b[48;2;1;2;300my\x1b[39;49mz"), [
    ["x", { foreground: 208 }],
    ["y", { foreground: 208, background: [1, 2, 255] }],
    ["z", {}],
  ]);
  assertEquals(looks("\x1b[38:2::1:2:3ma\x1b[m\x1b[38:2:4:5:6mb"), [
    ["a", { foreground: [1, 2, 3] }],
    ["b", { foreground: [4, 5, 6] }],
  ]);
  assertEquals(looks("\x1b[1;31mx\x1b[22my\x1b[7mz"), [
    ["x", { bold: true, foreground: 1 }],
    ["y", { foreground: 1 }],
    ["z", { foreground: 1, inverse: true }],
  ]);
});

Deno.test("parseAnsi() leaves out all other commands, whole or cut off", () => {
  const line =
    "\x1b[2K\x1b[1Ga\x1b]0;title\x07b\x1b]8;;https://x\x1b\\c\x1b]8;;\x1b\\\x1b(Bd\x08e\x1b[3";
  assertEquals(stripAnsi(line).replace("[3", ""), "abcde");
  assertEquals(stripAnsi("\x1b[38;5m\x1b[38m\x1b[999mx\x1b"), "x");
  assertEquals(looks("\x1b[38;5mx"), [["x", {}]]);
  assertEquals(stripAnsi("10 %\r50 %\rdone"), "done");
  assertEquals(stripAnsi("windows\r"), "windows");
  assertEquals(stripAnsi("<b>\t&amp;</b>"), "<b>\t&amp;</b>");
});

Deno.test("cssColor() has the palette's cube and greys", () => {
  assertEquals(cssColor(3), "var(--ansi-3)");
  assertEquals(cssColor(16), "rgb(0 0 0)");
  assertEquals(cssColor(208), "rgb(255 135 0)");
  assertEquals(cssColor(231), "rgb(255 255 255)");
  assertEquals(cssColor(232), "rgb(8 8 8)");
  assertEquals(cssColor(255), "rgb(238 238 238)");
  assertEquals(cssColor([1, 2, 3]), "rgb(1 2 3)");
});

Deno.test("LogBuffer has the same lines, however the text is cut", () => {
  const text = "one\n\ntwo 🚀\n[STDERR] three\nopen";
  for (let cut = 0; cut <= text.length; cut++) {
    const appended = new LogBuffer();
    appended.append(text.slice(0, cut));
    appended.append(text.slice(cut));
    assertEquals(appended.lines, text.split("\n"), `cut at ${cut}`);
    const both = new LogBuffer();
    both.append(text.slice(cut));
    both.prepend(text.slice(0, cut));
    if (cut < text.length) assertEquals(both.lines, text.split("\n"), `prepended ${cut}`);
    both.append("ed\nlast\n");
    if (cut < text.length) assertEquals(both.lines.slice(-2), ["opened", "last"]);
  }
});

Deno.test("LogBuffer carries colours on, for stdout and stderr apart", () => {
  const buffer = new LogBuffer();
  buffer.append("\x1b[32mgreen\n[STDERR] plain\nstill\x1b[0m\nplain\n");
  assertEquals([0, 1, 2, 3].map((line) => buffer.styleAt(line).foreground), [null, null, 2, null]);
  buffer.prepend("\x1b[31mred\n");
  assertEquals([1, 2, 3, 4].map((line) => buffer.styleAt(line).foreground), [1, null, 2, null]);
});

Deno.test("LogBuffer stays bounded, and says what it left out", () => {
  const buffer = new LogBuffer();
  for (let i = 0; i < 5; i++) buffer.append(`line ${i}\n`.repeat(MAX_LINES / 4));
  assertEquals(buffer.lines.length <= MAX_LINES, true);
  assertEquals(buffer.lines.length + buffer.dropped, MAX_LINES / 4 * 5);
  assertEquals(buffer.lines.at(-1), "line 4");
  buffer.clear();
  for (let i = 0; i < 50; i++) buffer.append(`${"x".repeat(2 ** 20)}\n`);
  assertEquals(buffer.lines.length < 30, true);
});

const COLUMNS: GridColumn[] = [
  { name: "n", kind: "number" },
  { name: "label", kind: "text" },
];
const ROWS = [[2, "b10"], ["NaN", "b9"], [null, null], [-1, "A > 1"], ["Infinity", "b9"]];

Deno.test("arrangeRows() sorts numbers as numbers, NaN behind them, missing ones last", () => {
  const sorted = (column: number, descending: boolean) =>
    arrangeRows(COLUMNS, ROWS, "", { column, descending });
  assertEquals(sorted(0, false), [3, 0, 4, 1, 2]);
  assertEquals(sorted(0, true), [1, 4, 0, 3, 2]);
  assertEquals(sorted(1, false), [3, 1, 4, 0, 2]);
  assertEquals(arrangeRows(COLUMNS, ROWS, "", null), [0, 1, 2, 3, 4]);
});

Deno.test("arrangeRows() filters by text and by comparisons", () => {
  const filtered = (filter: string) => arrangeRows(COLUMNS, ROWS, filter, null);
  assertEquals(filtered("B9"), [1, 4]);
  assertEquals(filtered("n > 0"), [0, 4]);
  assertEquals(filtered("N>=2"), [0, 4]);
  assertEquals(filtered("n = NaN"), [1]);
  assertEquals(filtered("label = 'b9'"), [1, 4]);
  assertEquals(filtered("label != b9"), [0, 2, 3]);
  assertEquals(filtered("label = b09"), []); // Though b09 and b9 have the same place in an order.
  assertEquals(filtered("label <= b9"), [1, 3, 4]);
  assertEquals(filtered("a > 1"), [3]); // There is no column "a": it is a text.
  assertEquals(filtered("  "), [0, 1, 2, 3, 4]);
});

Deno.test("toCsv() and toJsonRecords() keep every cell", () => {
  assertEquals(
    toCsv(["a", 'b"'], [[1, "x,y"], [null, '"q"\n'], ["NaN", { mediaId: "1" }]]),
    'a,"b"""\r\n1,"x,y"\r\n,"""q""\n"\r\nNaN,"{""mediaId"":""1""}"\r\n',
  );
  assertEquals(JSON.parse(toJsonRecords(["a", "a", "__proto__"], [[1, 2, 3], [null]])), [
    JSON.parse('{"a":1,"a_2":2,"__proto__":3}'),
    JSON.parse('{"a":null,"a_2":null,"__proto__":null}'),
  ]);
});

Deno.test("makeAxis() is linear, logarithmic, of texts, or none", () => {
  const linear = makeAxis("x", [0, 5, 10, null, undefined])!;
  assertEquals([0, 5, 10, null].map((value) => linear.place(value)), [0, 0.5, 1, null]);
  assertEquals(linear.ticks.map(({ label }) => label), ["0", "5", "10"]);
  const log = makeAxis("lr", [0.001, 0.1, 0.01])!;
  assertEquals(log.ticks.map(({ label }) => label), ["0.001", "0.01", "0.1"]);
  assertEquals(Math.round(log.place(0.01)! * 100), 50);
  assertEquals(makeAxis("lr", [0.0003, 0.01])!.ticks.map(({ label }) => label), [
    ..."0.0005,0.001,0.002,0.005,0.01".split(","),
  ]);
  const texts = makeAxis("optimizer", ["sgd", "adam", true])!;
  assertEquals(texts.ticks.map(({ label }) => label), ["adam", "sgd", "true"]);
  assertEquals(makeAxis("same", [3, 3])!.place(3), 0.5);
  // Between neighbours there is no round value, and no end of them to look for.
  assertEquals(makeAxis("ulps", [1, 1 + Number.EPSILON])!.ticks, [{ at: 0, label: "1" }]);
  assertEquals(makeAxis("part", [0.1, 0.5])!.ticks.map(({ label }) => label), [
    ..."0.1,0.2,0.3,0.4,0.5".split(","),
  ]);
  assertEquals(makeAxis("none", [null, undefined]), null);
  assertEquals(makeAxis("ids", Array.from({ length: 100 }, (_, i) => `run ${i}`)), null);
});

Deno.test("StepRows fetches each step once, and only what is new", async () => {
  const asked: unknown[] = [];
  let last = 3;
  let changes = 0;
  const rows = new StepRows({
    steps: () => Promise.resolve([1, 3]),
    rows: (query) => {
      asked.push(query);
      return Promise.resolve(
        "step" in query
          ? [{ step: query.step }]
          : query.after < last
          ? [{ step: last }, { step: last }]
          : [],
      );
    },
  }, () => changes++);
  await rows.update();
  assertEquals(rows.steps, [1, 3]);
  assertEquals(rows.at(0), []);
  assertEquals(rows.at(2), undefined);
  while (rows.at(2) === undefined) await Promise.resolve();
  assertEquals(rows.at(2), [{ step: 1 }]);
  last = 7;
  await rows.update();
  assertEquals(rows.steps, [1, 3, 7]);
  assertEquals(rows.at(9), [{ step: 7 }, { step: 7 }]);
  assertEquals(asked, [{ step: 1 }, { after: 3, limit: 100 }]);
  assertEquals(changes, 3);
  rows.close();
});
