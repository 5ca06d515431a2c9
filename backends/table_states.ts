import type { TableState } from "../format/table_state.ts";
import type { Block } from "../format/block.ts";
import type { TableName } from "../format/tables.ts";

/** The states of several tables, updated as rows are added. */
export class TableStates {
  readonly #states = new Map<TableName, TableState>();

  /** Starts with copies of the given states. */
  constructor(states: readonly TableState[] = []) {
    for (const state of states) {
      this.#states.set(state.table, { ...state, columns: [...state.columns] });
    }
  }

  /** The state of one table, `undefined` before its first row. */
  get(table: TableName): TableState | undefined {
    return this.#states.get(table);
  }

  /** The state of all tables that have rows. */
  all(): TableState[] {
    return [...this.#states.values()];
  }

  /** Updates the state of a block's table. */
  add(block: Block): void {
    let state = this.#states.get(block.table);
    if (state === undefined) {
      state = {
        table: block.table,
        rowCount: 0,
        lastStep: -1,
        lastGlobalStep: null,
        columns: [],
      };
      this.#states.set(block.table, state);
    }
    const known = new Set(state.columns.map(({ name }) => name));
    for (const { name, type } of block.columns) {
      if (!known.has(name)) state.columns.push({ name, type });
    }
    state.rowCount += block.rowCount;
    state.lastStep = block.lastStep;
    state.lastGlobalStep = lastGlobalStep(block);
  }
}

/** The `global_step` of a block's last row, `null` where it is empty. */
export function lastGlobalStep({ columns, rowCount }: Block): number | null {
  const column = columns.find(({ name }) => name === "global_step");
  if (column === undefined) return null;
  const lastRow = column.rows?.at(-1) ?? column.values.length - 1;
  return lastRow === rowCount - 1 ? Number(column.values.at(-1)) : null;
}
