import { assertEquals } from "@std/assert";
import { arrangeRows } from "../../../../../viewer/page/ui/data_grid/arrange_rows.ts";
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
  assertEquals(filtered("a > 1"), [3]); // There is no column "a": it is a text.
  assertEquals(filtered("  "), [0, 1, 2, 3, 4]);
});
