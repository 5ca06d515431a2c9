import type { Block, ColumnValues } from "../../format/block.ts";
import { type ColumnDef, KEY_COLUMNS, type TableName } from "../../format/tables.ts";
import type { Records } from "../records.ts";

/** A cell as a block holds it; `null` where it is empty. */
export type BlockCell = number | bigint | boolean | string | Float64Array | BigInt64Array | null;

/**
 * A block of rows that share one step.
 *
 * @param table The table that they belong to.
 * @param of Whose step, global step and time they have.
 * @param columns The columns behind the key columns.
 * @param rows A cell for each column, in each row.
 */
export function rowsBlock(
  table: TableName,
  { step, globalStep, timeMs }: Pick<Records, "step" | "globalStep" | "timeMs">,
  columns: readonly ColumnDef[],
  rows: readonly BlockCell[][],
): Block {
  const keys = [step, globalStep, Math.round(timeMs * 1000)];
  const all = [...KEY_COLUMNS, ...columns];
  return {
    table,
    rowCount: rows.length,
    firstStep: step,
    lastStep: step,
    columns: all.map(({ name, type }, index) => {
      const cells = rows.map((row) => [...keys, ...row][index]);
      const filled = cells.flatMap((cell, row) => cell === null ? [] : [row]);
      return {
        name,
        type,
        values: toValues(type, filled.map((row) => cells[row])),
        ...(filled.length < rows.length ? { rows: Uint32Array.from(filled) } : {}),
      };
    }),
  };
}

function toValues(type: ColumnDef["type"], cells: BlockCell[]): ColumnValues {
  switch (type) {
    case "double":
      return Float64Array.from(cells as number[]);
    case "boolean":
      return Uint8Array.from(cells as boolean[], Number);
    case "int32":
      return Int32Array.from(cells as number[]);
    case "int64":
    case "timestamp":
      return BigInt64Array.from(cells as number[], BigInt);
    case "string":
    case "double[]":
    case "int64[]":
      return cells as string[];
  }
}
