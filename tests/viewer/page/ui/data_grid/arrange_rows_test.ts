import { assertEquals, assertThrows } from "@std/assert";
import { arrangeRows } from "../../../../../viewer/page/ui/data_grid/arrange_rows.ts";
import { FilterError } from "../../../../../viewer/page/values/filter_error.ts";
import type { GridColumn } from "../../../../../viewer/page/ui/data_grid/grid_column.ts";

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
  assertEquals(filtered('"a > 1"'), [3]); // In quotes it is a text.
  assertEquals(filtered("  "), [0, 1, 2, 3, 4]);
});

Deno.test("arrangeRows() filters in the language of the filter of runs", () => {
  const columns: GridColumn[] = [
    { name: "score", kind: "number" },
    { name: "category", kind: "text" },
    { name: "acc(top1)", kind: "number" },
    { name: "learning rate", kind: "number" },
  ];
  const rows = [
    [0, "code", 0.25, 1],
    [0, "math", 0.75, 2],
    [1, "code", 0.75, 3],
    [0, null, null, 4],
    [2, "cafe\u0301", 0.5, 5],
  ];
  const filtered = (filter: string) => arrangeRows(columns, rows, filter, null);
  assertEquals(filtered("score = 0 and category = code"), [0]);
  assertEquals(filtered("score = 0 category ~ O"), [0]);
  assertEquals(filtered("category = code or category = math"), [0, 1, 2]);
  assertEquals(filtered("not (category = code) and score < 2"), [1, 3]);
  assertEquals(filtered('"acc(top1)" > 0.5'), [1, 2]);
  assertEquals(filtered('"learning rate" >= 4'), [3, 4]);
  assertEquals(filtered("category = null"), [3]);
  assertEquals(filtered("category != null"), [0, 1, 2, 4]);
  assertEquals(filtered("caf\u00e9"), [4]);
  assertEquals(filtered("CATEGORY = CAF\u00c9"), [4]);
  const wrong = (text: string) => assertThrows(() => filtered(text), FilterError).placed;
  assertEquals(
    wrong("acc(top1) > 0.5"),
    'A name or text with parentheses is written in quotes: "acc(top1)" (character 1)',
  );
  assertEquals(
    wrong("score = 0 and topic = code"),
    'There is no column "topic" (a text with such signs is searched for in quotes) (character 15)',
  );
  assertEquals(wrong("score = zero"), '"score" has numbers: "zero" is no number (character 9)');
});
