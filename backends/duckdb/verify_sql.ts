/**
 * The queries that verify a DuckDB file whose writer may have been killed.
 *
 * @module
 */

/** Some rows of a table, by their places: from the first one up to, and without, the last one. */
export interface RowRange {
  from: number;
  to: number;
}

/**
 * Reads every value of some columns: DuckDB checks the checksum of each block that it reads. One hash
 * of all values of a row: one per column takes a gigabyte for 10,000 columns.
 *
 * @param columns Their names in quotes. Default: all.
 * @param rows Which rows of a table. Default: all.
 */
export function readAllSql(
  relation: string,
  { columns = ["*COLUMNS(*)"], rows }: { columns?: readonly string[]; rows?: RowRange } = {},
): string {
  const where = whereSql(rows);
  return `SELECT bit_xor(hash(${columns.join(", ")})) FROM ${relation}${where}`;
}

/**
 * Counts the rows of `metrics` whose step is not above that of the row before.
 * A WAL that was left beside a file which has its rows already doubles them.
 *
 * @param rows Which rows of a table to look at. Default: all.
 */
export function countMisplacedSql(relation: string, rows?: RowRange): string {
  const where = whereSql(rows);
  return `SELECT count(*) FROM (
    SELECT step <= lag(step) OVER () AS misplaced FROM ${relation}${where}
  ) WHERE misplaced`;
}

function whereSql(rows: RowRange | undefined): string {
  return rows === undefined ? "" : ` WHERE rowid >= ${rows.from} AND rowid < ${rows.to}`;
}
