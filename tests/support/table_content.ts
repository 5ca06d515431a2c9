import { assertEquals } from "@std/assert";
import type { Block, ColumnValues } from "../../format/block.ts";
import type { ColumnDef, ColumnType } from "../../format/tables.ts";

/** A cell as it was read back; `null` is an empty one, a list the text of its items. */
export type CellValue = number | bigint | boolean | string | null;

/** All that stands in a table. */
export interface TableContent {
  /** The columns in their order. */
  columns: ColumnDef[];
  /** The cells of each column, one for every row. */
  cells: CellValue[][];
}

/** What a table has in it when it took some blocks, one after the other. */
export function contentOf(blocks: readonly Block[]): TableContent {
  const columns: ColumnDef[] = [];
  const cells = new Map<string, CellValue[]>();
  const rowCount = blocks.reduce((sum, block) => sum + block.rowCount, 0);
  let firstRow = 0;
  for (const block of blocks) {
    for (const { name, type, values, rows } of block.columns) {
      if (!cells.has(name)) {
        columns.push({ name, type });
        cells.set(name, new Array(rowCount).fill(null));
      }
      const column = cells.get(name)!;
      for (const [index, value] of values.entries()) {
        column[firstRow + (rows === undefined ? index : rows[index]!)] = toCellValue(type, value);
      }
    }
    firstRow += block.rowCount;
  }
  return { columns, cells: [...cells.values()] };
}

/** Asserts that two tables are the same, down to the sign of a zero. */
export function assertContent(actual: TableContent, expected: TableContent, about = ""): void {
  assertEquals(actual.columns, expected.columns, `columns ${about}`);
  for (const [index, { name }] of expected.columns.entries()) {
    const cells = expected.cells[index] ?? [];
    const found = actual.cells[index] ?? [];
    assertEquals(found.length, cells.length, `rows ${about}`);
    const row = cells.findIndex((cell, row) => !Object.is(cell, found[row]));
    if (row === -1) continue;
    assertEquals({ name, row, cell: found[row] }, { name, row, cell: cells[row] }, about);
  }
}

/** The rows of a table, each with the cells that are not empty. */
export function rowsOf({ columns, cells }: TableContent): Map<string, CellValue>[] {
  return Array.from({ length: cells[0]?.length ?? 0 }, (_, row) => {
    const values = columns.map(({ name }, index) => [name, cells[index]?.[row] ?? null] as const);
    return new Map(values.filter(([, cell]) => cell !== null));
  });
}

/** The cell of a value as a block has it. Lists are compared by their texts. */
function toCellValue(type: ColumnType, value: ColumnValues[number]): CellValue {
  if (typeof value === "object") return value.join();
  return type === "boolean" ? value === 1 : value;
}
