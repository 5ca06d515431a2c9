import { COLUMN_TYPES } from "./block_layout.ts";
import type { TableState } from "./table_state.ts";
import { type ColumnDef, type ColumnType, TABLE_NAMES, type TableName } from "./tables.ts";

/** States of tables as JSON, by the tables' names. */
export function describeTables(tables: readonly TableState[]): Record<string, unknown> {
  return Object.fromEntries(tables.map((state) => [state.table, {
    row_count: state.rowCount,
    last_step: state.lastStep,
    last_global_step: state.lastGlobalStep,
    columns: state.columns.map(({ name, type }) => [name, type]),
  }]));
}

/** What {@linkcode describeTables} has made; `undefined` for anything else. */
export function parseTables(found: unknown): TableState[] | undefined {
  if (!isRecord(found)) return undefined;
  const tables: TableState[] = [];
  for (const [name, state] of Object.entries(found)) {
    const table = TABLE_NAMES.find((known) => known === name);
    const parsed = table && isRecord(state) ? toState(table, state) : undefined;
    if (parsed === undefined) return undefined;
    tables.push(parsed);
  }
  return tables;
}

/** Whether two lists tell the same of the same tables. */
export function areSameTables(some: readonly TableState[], others: readonly TableState[]): boolean {
  const textOf = (tables: readonly TableState[]) =>
    JSON.stringify(Object.entries(describeTables(tables)).sort(([a], [b]) => a < b ? -1 : 1));
  return textOf(some) === textOf(others);
}

function toState(
  table: TableName,
  { row_count, last_step, last_global_step, columns }: Record<string, unknown>,
): TableState | undefined {
  if (!isCount(row_count) || !isCount(last_step) || !Array.isArray(columns)) return undefined;
  if (last_global_step !== null && !isCount(last_global_step)) return undefined;
  const defs = columns.map(toColumn);
  const known = defs.filter((column) => column !== undefined);
  if (known.length < defs.length || new Set(known.map(({ name }) => name)).size < known.length) {
    return undefined;
  }
  return {
    table,
    rowCount: row_count,
    lastStep: last_step,
    lastGlobalStep: last_global_step,
    columns: known,
  };
}

function toColumn(found: unknown): ColumnDef | undefined {
  if (!Array.isArray(found) || found.length !== 2) return undefined;
  const [name, type] = found as unknown[];
  const isKnown = typeof name === "string" && COLUMN_TYPES.includes(type as ColumnType);
  return isKnown ? { name, type: type as ColumnType } : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
