import type { ColumnDef, TableName } from "./tables.ts";

/** The state of one table in a backend's files. */
export interface TableState {
  /** Which table. */
  table: TableName;
  /** How many rows are committed. */
  rowCount: number;
  /** The step of the last committed row, or its `number` in an event table; -1 where there is none. */
  lastStep: number;
  /** The `global_step` of the last committed row, `null` where it is empty. */
  lastGlobalStep: number | null;
  /** All columns, in their order in the file. */
  columns: ColumnDef[];
}
