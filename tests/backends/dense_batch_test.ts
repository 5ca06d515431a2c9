import { assert, assertEquals } from "@std/assert";
import { DenseBatch } from "../../backends/dense_batch.ts";
import { isValid } from "../../backends/validity_bitmap.ts";
import type { Block } from "../../format/block.ts";
import { type ColumnDef, KEY_COLUMNS } from "../../format/tables.ts";
import { type CellsOfColumn, makeBlock } from "../support/make_block.ts";

const COLUMNS: ColumnDef[] = [
  ...KEY_COLUMNS,
  { name: "loss", type: "double" },
  { name: "note", type: "string" },
];

/** The cells of a column, `null` for those without a value. */
function cells({ columns, rowCount }: DenseBatch, name: string): unknown[] {
  const { values, validity, valueCount } = columns.find((column) => column.name === name)!;
  const all = Array.from(
    { length: rowCount },
    (_, row) => isValid(validity, row) ? values[row] : null,
  );
  assertEquals(all.filter((cell) => cell !== null).length, valueCount);
  return all;
}

/** Adds a whole block to a batch that has room for it. */
function addAll(batch: DenseBatch, block: Block): void {
  assertEquals(batch.add(block, 0), block.rowCount);
}

Deno.test("DenseBatch.add() leaves cells without a value empty, block after block", () => {
  const batch = new DenseBatch(COLUMNS, 1000);
  addAll(batch, makeBlock(0, 3, [{ name: "loss", type: "double", cells: [0.5, null, 0.25] }]));
  addAll(batch, makeBlock(3, 2, [{ name: "note", type: "string", cells: [null, "late"] }]));
  addAll(batch, makeBlock(5, 1));
  assertEquals(cells(batch, "step"), [0n, 1n, 2n, 3n, 4n, 5n]);
  assertEquals(cells(batch, "global_step"), [null, 0n, 0n, 0n, 1n, null]);
  assertEquals(cells(batch, "loss"), [0.5, null, 0.25, null, null, null]);
  assertEquals(cells(batch, "note"), [null, null, null, null, "late", null]);
});

Deno.test("DenseBatch.add() fills up to its size, and goes on with the rest of a block", () => {
  const loss: CellsOfColumn = {
    name: "loss",
    type: "double",
    cells: Array.from({ length: 1000 }, (_, row) => row % 3 === 0 ? null : row),
  };
  const block = makeBlock(0, 1000, [loss]);
  const batch = new DenseBatch(COLUMNS, 300);
  const found: unknown[] = [];
  for (let row = 0; row < block.rowCount;) {
    assert(!batch.full);
    row += batch.add(block, row);
    found.push(...cells(batch, "loss"));
    assertEquals(batch.full, row < 1000);
    batch.clear();
  }
  assertEquals(found, [...loss.cells]);
});

Deno.test("DenseBatch.clear() leaves no value of before", () => {
  const batch = new DenseBatch(COLUMNS, 10);
  addAll(batch, makeBlock(0, 4, [{ name: "note", type: "string", cells: ["a", "b", "c", "d"] }]));
  batch.clear();
  assertEquals(batch.rowCount, 0);
  addAll(batch, makeBlock(4, 2));
  assertEquals(cells(batch, "note"), [null, null]);
});

Deno.test("DenseBatch.addColumns() adds a column that is empty in all rows so far", () => {
  const batch = new DenseBatch(COLUMNS, 10);
  addAll(batch, makeBlock(0, 2));
  batch.addColumns([{ name: "lr", type: "double" }]);
  addAll(batch, makeBlock(2, 1, [{ name: "lr", type: "double", cells: [0.1] }]));
  assertEquals(cells(batch, "lr"), [null, null, 0.1]);
});
