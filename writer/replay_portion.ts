import type { ColumnDef, TableName } from "../format/tables.ts";
import type { JournalFrame } from "./journal/journal.ts";
import { isBefore, type JournalPosition } from "./journal/journal_position.ts";

/** A long replay is committed in portions of about this size. */
const PORTION_BYTES = 128 * 1024 ** 2;
/**
 * And of at most about so many cells, the empty ones included: a backend may keep those too. A run
 * that logs a new metric every now and then has thousands of columns, empty in most rows.
 */
const PORTION_CELLS = 64 * 1024 ** 2;

/** A part of the journal whose rows are committed together. */
export interface ReplayPortion {
  /** Where it ends. */
  end: JournalPosition;
  /** The columns of its rows that the tables do not have yet, in the order of their first use. */
  newColumns: ReadonlyMap<TableName, readonly ColumnDef[]>;
}

/** What the backend has of a table. */
export interface KnownTable {
  lastStep: number;
  columnNames: ReadonlySet<string>;
}

/**
 * Finds the next portion of a replay.
 *
 * @param frames What comes next in the journal.
 * @param target Where the replay ends.
 * @param tableOf What the backend has of a table; `undefined` where it has no row.
 * @param letLoopTurn Is waited for between two frames.
 */
export async function findPortion(
  frames: Iterable<JournalFrame>,
  target: JournalPosition,
  tableOf: (table: TableName) => KnownTable | undefined,
  letLoopTurn: () => Promise<void> | undefined,
): Promise<ReplayPortion> {
  const added = new Map<TableName, Map<string, ColumnDef>>();
  let byteCount = 0;
  let cellCount = 0;
  let portionEnd = target;
  for (const frame of frames) {
    if (isBefore(target, frame.end)) break;
    for (const { table, rowCount, lastStep, columns } of frame.blocks) {
      const known = tableOf(table);
      if (lastStep <= (known?.lastStep ?? -1)) continue;
      const fresh = added.get(table) ?? new Map<string, ColumnDef>();
      added.set(table, fresh);
      for (const { name, type } of columns) {
        if (!known?.columnNames.has(name) && !fresh.has(name)) fresh.set(name, { name, type });
      }
      cellCount += rowCount * ((known?.columnNames.size ?? 0) + fresh.size);
    }
    if (!isBefore(frame.end, target)) break;
    byteCount += frame.byteCount;
    if (byteCount > PORTION_BYTES || cellCount > PORTION_CELLS) {
      portionEnd = frame.end;
      break;
    }
    await letLoopTurn();
  }
  const newColumns = [...added].filter(([, fresh]) => fresh.size > 0)
    .map(([table, fresh]) => [table, [...fresh.values()]] as const);
  return { end: portionEnd, newColumns: new Map(newColumns) };
}
