/**
 * How large row groups are. A row group is encoded in memory, which bounds its size; the larger
 * ones are read faster.
 *
 * @module
 */

/** Bounds the memory of a row group: so many values … */
const MAX_VALUES = 1280 * 1024;
/** … and never more rows than this … */
export const MAX_ROW_GROUP_ROWS: number = 128 * 1024;
/** … or bytes, for rows with long texts. */
export const MAX_ROW_GROUP_BYTES: number = 64 * 1024 ** 2;

/** Fewer rows are not worth the entries that each column has in the footer per row group. */
const MIN_ROWS = 1024;

/** How many rows a row group of a table with so many columns has. */
export function rowGroupRows(columnCount: number): number {
  const rows = Math.floor(MAX_VALUES / columnCount);
  return Math.max(MIN_ROWS, Math.min(MAX_ROW_GROUP_ROWS, rows));
}

/** How many rows to encode at once, which blocks the thread for some ten milliseconds. */
export function batchRows(columnCount: number): number {
  return Math.max(MIN_ROWS, Math.floor(rowGroupRows(columnCount) / 4));
}
