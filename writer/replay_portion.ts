import type { Block } from "../format/block.ts";
import type { ColumnDef, TableName } from "../format/tables.ts";
import type { JournalFrame } from "./journal/journal.ts";
import { isBefore, type JournalPosition } from "./journal/journal_position.ts";

/** A long replay is committed in portions of about this size. */
const PORTION_BYTES = 128 * 1024 ** 2;
/**
 * The head and the name of a column in a block, which are not counted: no commit holds them, and the
 * blocks of a run with thousands of metrics have few rows. A second portion costs a wide DuckDB table
 * half as much as the first one, and a gigabyte of memory.
 */
const COLUMN_BYTES = 32;
/**
 * And of at most about so many cells, the empty ones included: a backend may keep those too. A run
 * that logs a new metric every now and then has thousands of columns, empty in most rows.
 */
const PORTION_CELLS = 64 * 1024 ** 2;

/** The columns of some rows that the tables do not have yet, in the order of their first use. */
export type NewColumns = ReadonlyMap<TableName, readonly ColumnDef[]>;

/** A part of the journal whose rows are committed together. */
export interface ReplayPortion {
  /** Where it ends. */
  end: JournalPosition;
  /** Those of its rows. */
  newColumns: NewColumns;
}

/** What the backend has of a table. */
export interface KnownTable {
  lastStep: number;
  columnNames: ReadonlySet<string>;
}

/** What is to be replayed. */
export interface ReplaySource {
  /** What comes next in the journal. */
  frames: Iterable<JournalFrame>;
  /** Where the replay ends. */
  target: JournalPosition;
  /** What the backend has of a table; `undefined` where it has no row. */
  tableOf(table: TableName): KnownTable | undefined;
  /** Is waited for between two frames. */
  letLoopTurn(): Promise<void> | undefined;
}

/** Finds the next portion of a replay. */
export async function findPortion(source: ReplaySource): Promise<ReplayPortion> {
  const { frames, target, letLoopTurn } = source;
  const columns = new ColumnsFound(source);
  let byteCount = 0;
  let cellCount = 0;
  let portionEnd = target;
  for (const frame of frames) {
    if (isBefore(target, frame.end)) break;
    byteCount += frame.byteCount;
    for (const block of frame.blocks) {
      cellCount += block.rowCount * columns.add(block);
      byteCount -= COLUMN_BYTES * block.columns.length;
    }
    if (!isBefore(frame.end, target)) break;
    if (byteCount > PORTION_BYTES || cellCount > PORTION_CELLS) {
      portionEnd = frame.end;
      break;
    }
    await letLoopTurn();
  }
  return { end: portionEnd, newColumns: columns.found };
}

/** Finds the columns of all rows of a replay. */
export async function findColumns(source: ReplaySource): Promise<NewColumns> {
  const { frames, target, letLoopTurn } = source;
  const columns = new ColumnsFound(source);
  for (const frame of frames) {
    if (isBefore(target, frame.end)) break;
    for (const block of frame.blocks) columns.add(block);
    await letLoopTurn();
  }
  return columns.found;
}

class ColumnsFound {
  readonly #tableOf: ReplaySource["tableOf"];
  readonly #added = new Map<TableName, Map<string, ColumnDef>>();
  /** The columns of the last block. Outlines of the same ones share them, and there may be thousands. */
  #last?: Block["columns"];

  constructor({ tableOf }: ReplaySource) {
    this.#tableOf = tableOf;
  }

  get found(): NewColumns {
    const found = [...this.#added].filter(([, fresh]) => fresh.size > 0)
      .map(([table, fresh]) => [table, [...fresh.values()]] as const);
    return new Map(found);
  }

  /** @returns How many columns the table has with those of the block; 0 where it has the rows. */
  add({ table, lastStep, columns }: Block): number {
    const known = this.#tableOf(table);
    if (lastStep <= (known?.lastStep ?? -1)) return 0;
    const fresh = this.#added.get(table) ?? new Map<string, ColumnDef>();
    this.#added.set(table, fresh);
    for (const { name, type } of columns === this.#last ? [] : columns) {
      if (!known?.columnNames.has(name) && !fresh.has(name)) fresh.set(name, { name, type });
    }
    this.#last = columns;
    return (known?.columnNames.size ?? 0) + fresh.size;
  }
}
