/**
 * The Parquet files in a board's `data` folder, and which of them make up a table.
 *
 * While a run lasts, each commit adds a part, `metrics.000001.parquet`, `metrics.000002.parquet`
 * and so on; several parts are merged into one from time to time, and a finished run has one file
 * per table, `metrics.parquet`; a large one that the run was resumed from keeps its name, and has
 * parts beside it. The rows of a table are those of all its parts, in the order of
 * their first steps, but for the parts whose rows a merge has copied into another: a kill may
 * have left both (see {@linkcode withoutMerged}).
 *
 * @module
 */
import type { ColumnDef } from "./tables.ts";

/** The range of steps, or of numbers in an event table, that the rows of a part have. */
export interface StepRange {
  firstStep: number;
  lastStep: number;
}

/** The content of a part. */
export interface PartContent extends StepRange {
  /** How many rows it has. */
  rowCount: number;
  /** The `global_step` of its last row, `null` where it is empty. */
  lastGlobalStep: number | null;
  /** Its columns, in their order. */
  columns: ColumnDef[];
}

/** The name of a part's file: `metrics.000001.parquet` for part 1, `metrics.parquet` for part 0. */
export function partName(table: string, number: number): string {
  const infix = number === 0 ? "" : `.${String(number).padStart(6, "0")}`;
  return `${table}${infix}.parquet`;
}

/** Table and number of a part, from its file's name; `undefined` for the name of no part. */
export function parsePartName(name: string): { table: string; number: number } | undefined {
  const [, table, number = 0] = /^(\w+?)(?:\.(\d{6,}))?\.parquet$/.exec(name) ?? [];
  return table === undefined ? undefined : { table, number: Number(number) };
}

/**
 * The parts whose rows are in no other one, by their first steps: a merge gives its result its name
 * before it removes the parts that it was made of. Of two with the same steps, the first one keeps
 * its rows.
 */
export function withoutMerged<T extends StepRange>(parts: readonly T[]): T[] {
  let lastStep = -Infinity;
  return parts.toSorted((a, b) => a.firstStep - b.firstStep || b.lastStep - a.lastStep)
    .filter((part) => {
      if (part.lastStep <= lastStep) return false;
      lastStep = part.lastStep;
      return true;
    });
}

/** Whether some columns are the first ones of others. */
export function isStartOf(some: readonly ColumnDef[], all: readonly ColumnDef[]): boolean {
  return some.every(({ name, type }, index) =>
    name === all[index]?.name && type === all[index].type
  );
}
