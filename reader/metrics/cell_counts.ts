/** The cells of a metric's column in some rows, counted. */
export interface CellCounts {
  /** How many cells have a value. */
  count: number;
  /** The last step with a value; -1 where there is none. */
  lastStep: number;
  /** The value in the last step; `null` where there is none. */
  lastValue: number | boolean | string | null;
  /** The least finite value; `null` where there is none. */
  min: number | null;
  /** The greatest finite value; `null` where there is none. */
  max: number | null;
}

/** A range of rows, by their steps. */
export interface RowRange {
  /** The rows of later steps than this one; -1 for all. */
  after: number;
  /** The last step that has a row. */
  last: number;
}

/** Which rows are in a range, in SQL. DuckDB plans a query of all rows without a condition faster. */
export function whereAfter(step: number): string {
  return step < 0 ? "" : `WHERE step > ${step}`;
}
