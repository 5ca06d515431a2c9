import type { CellValue } from "./table_content.ts";
import type { Block, Column } from "../../format/block.ts";
import type { ColumnType, TableName } from "../../format/tables.ts";

/** A column as a test writes it down. */
export interface CellsOfColumn {
  /** Its name. */
  name: string;
  /** What its cells hold. */
  type: ColumnType;
  /** A cell for each row; what is missing at the end is empty, as `null` is. */
  cells: readonly CellValue[];
}

/** Makes a block of rows with the key columns and others; every fifth global step is empty. */
export function makeBlock(
  firstStep: number,
  rowCount: number,
  columns: readonly CellsOfColumn[] = [],
  table: TableName = "metrics",
): Block {
  const steps = Array.from({ length: rowCount }, (_, row) => firstStep + row);
  const keys: CellsOfColumn[] = [
    { name: "step", type: "int64", cells: steps.map(BigInt) },
    {
      name: "global_step",
      type: "int64",
      cells: steps.map((step) => step % 5 === 0 ? null : BigInt(step >> 2)),
    },
    {
      name: "timestamp",
      type: "timestamp",
      cells: steps.map((step) => 1_780_000_000_123_456n + BigInt(step)),
    },
  ];
  return {
    table,
    rowCount,
    firstStep,
    lastStep: firstStep + rowCount - 1,
    columns: [...keys, ...columns].map(toColumn),
  };
}

/** The global step that {@linkcode makeBlock} gives a row. */
export function globalStepOf(step: number): number | null {
  return step % 5 === 0 ? null : step >> 2;
}

function toColumn({ name, type, cells }: CellsOfColumn): Column {
  const filled = [...cells.entries()].filter(([, cell]) => cell !== null);
  const rows = filled.map(([row]) => row);
  const column: Column = { name, type, values: toValues(type, filled.map(([, cell]) => cell)) };
  if (rows.at(-1) !== rows.length - 1) column.rows = Uint32Array.from(rows);
  return column;
}

function toValues(type: ColumnType, cells: CellValue[]): Column["values"] {
  switch (type) {
    case "double":
      return Float64Array.from(cells as number[]);
    case "boolean":
      return Uint8Array.from(cells, Number);
    case "int64":
    case "timestamp":
      return BigInt64Array.from(cells as bigint[]);
    case "int32":
      return Int32Array.from(cells as number[]);
    case "double[]":
      return cells.map((cell) => Float64Array.from(itemsOf(cell), Number));
    case "int64[]":
      return cells.map((cell) => BigInt64Array.from(itemsOf(cell), BigInt));
    case "string":
      return cells as string[];
  }
}

/** The items of a list, which a test writes down as a text. */
function itemsOf(cell: CellValue): string[] {
  return cell === "" ? [] : String(cell).split(",");
}
