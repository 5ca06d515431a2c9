/**
 * Which of the files in a `data` folder make a table.
 *
 * @module
 */
import type { ColumnDef } from "./tables.ts";

/** The steps of a part's rows. */
export interface StepRange {
  firstStep: number;
  lastStep: number;
}

/** What a part has in it. */
export interface PartContent extends StepRange {
  /** How many rows it has. */
  rowCount: number;
  /** The `global_step` of its last row, `null` where it is empty. */
  lastGlobalStep: number | null;
  /** Its columns, in their order. */
  columns: ColumnDef[];
}

/**
 * What a file's name says: `metrics.000001.parquet` is part 1 of `metrics`,
 * `metrics.parquet` part 0. `undefined` where it is none of ours.
 */
export function parsePartName(name: string): { table: string; number: number } | undefined {
  const [, table, number = 0] = /^(\w+?)(?:\.(\d{6,}))?\.parquet$/.exec(name) ?? [];
  return table === undefined ? undefined : { table, number: Number(number) };
}

/**
 * Whether the rows of a part are in another one too: a merge renames its
 * result before it removes what went into it.
 */
export function isMerged<T extends StepRange>(part: T, parts: readonly T[]): boolean {
  return parts.some((other) =>
    other !== part && other.firstStep <= part.firstStep && part.lastStep <= other.lastStep
  );
}

/** Whether some columns are the first ones of others. */
export function isStartOf(some: readonly ColumnDef[], all: readonly ColumnDef[]): boolean {
  return some.every(({ name, type }, index) =>
    name === all[index]?.name && type === all[index].type
  );
}
