/**
 * How the file of a run is made whose first rows have many columns.
 *
 * DuckDB has memory for each column of a table that it appends to, also for those without a value.
 * What is right for ten columns takes gigabytes for thousands.
 *
 * @module
 */

/** From so many columns on, a new file is wide. */
const MIN_WIDE_COLUMNS = 256;
/**
 * To append to a table that has rows, DuckDB takes a block per column, twice: with its usual blocks
 * of 256 KiB, 5 GB for 10,000 columns. These are the smallest that it has.
 */
const BLOCK_BYTES = 16 * 1024;
/**
 * A row group is in memory until it is full. With DuckDB's usual 122,880 rows, that is 5 GB for 5,000
 * columns. Here it has about so many cells, 256 MB of numbers.
 */
const ROW_GROUP_CELLS = 32 * 1024 ** 2;
const MAX_ROW_GROUP_ROWS = 64 * 1024;
/** DuckDB has no smaller ones. */
const MIN_ROW_GROUP_ROWS = 2048;

/** The settings of a wide file. */
export interface WideFile {
  /** The bytes of a block, which the file keeps. */
  readonly blockBytes: number;
  /**
   * The rows of a row group, which the file does not keep. DuckDB fails to add columns to a table
   * that has larger row groups than it is told; one with smaller ones is as any other.
   */
  readonly rowGroupRows: number;
}

/** The settings of a new file whose first rows have so many columns; `undefined` for DuckDB's own. */
export function wideFile(columnCount: number): WideFile | undefined {
  if (columnCount < MIN_WIDE_COLUMNS) return undefined;
  const rows = 2 ** Math.floor(Math.log2(ROW_GROUP_CELLS / columnCount));
  return {
    blockBytes: BLOCK_BYTES,
    rowGroupRows: Math.min(MAX_ROW_GROUP_ROWS, Math.max(MIN_ROW_GROUP_ROWS, rows)),
  };
}
