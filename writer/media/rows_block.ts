import type { Block, ColumnValues } from "../../format/block.ts";
import {
  type ColumnType,
  KEY_COLUMNS,
  orderColumn,
  TABLE_COLUMNS,
  type TableName,
} from "../../format/tables.ts";

/** A cell as a block holds it; `null` where it is empty. */
export type BlockCell = number | bigint | boolean | string | Float64Array | BigInt64Array | null;

/** A table whose columns are known: those of `metrics` are what the script logs. */
export type RecordTable = Exclude<TableName, "metrics">;

/** A row of a table: a cell for each of its columns behind the key columns, by name. */
export type RecordRow<Table extends RecordTable> = Record<
  (typeof TABLE_COLUMNS)[Table][number]["name"],
  BlockCell
>;

/** What the key columns of some rows have in common. */
export interface RowKeys {
  /** The step; `null` for rows of an event table before the first log call. */
  step: number | null;
  globalStep: number | null;
  /** In milliseconds since 1970 UTC. */
  timeMs: number;
}

/**
 * A block of rows that share one step.
 *
 * @param table The table that they belong to.
 * @param keys The step, global step and time of the rows.
 * @param rows At least one of an event table.
 */
export function rowsBlock<Table extends RecordTable>(
  table: Table,
  { step, globalStep, timeMs }: RowKeys,
  rows: readonly RecordRow<Table>[],
): Block {
  const keys: Record<string, BlockCell> = {
    step,
    global_step: globalStep,
    timestamp: Math.round(timeMs * 1000),
  };
  const cellsByRow = rows.map((row): Record<string, BlockCell> => ({ ...keys, ...row }));
  const order = orderColumn(table);
  return {
    table,
    rowCount: rows.length,
    firstStep: Number(cellsByRow.at(0)?.[order] ?? step),
    lastStep: Number(cellsByRow.at(-1)?.[order] ?? step),
    columns: [...KEY_COLUMNS, ...TABLE_COLUMNS[table]].map(({ name, type }) => {
      const filled = cellsByRow.flatMap((cells, row) => {
        const cell = cells[name] ?? null;
        return cell === null ? [] : [{ row, cell }];
      });
      return {
        name,
        type,
        values: toValues(type, filled.map(({ cell }) => cell)),
        ...(filled.length < rows.length
          ? { rows: Uint32Array.from(filled, ({ row }) => row) }
          : {}),
      };
    }),
  };
}

function toValues(type: ColumnType, cells: BlockCell[]): ColumnValues {
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
