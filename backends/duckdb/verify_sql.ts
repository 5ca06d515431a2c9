/**
 * The queries that verify a DuckDB file whose writer may have been killed.
 *
 * @module
 */

/**
 * Reads every value of a table: DuckDB checks the checksum of each block that it reads. One hash of
 * all values of a row: one per column takes a gigabyte for 10,000 columns.
 */
export function readAllSql(relation: string): string {
  return `SELECT bit_xor(hash(*COLUMNS(*))) FROM ${relation}`;
}

/**
 * Counts the rows of `metrics` whose step is not above that of the row before.
 * A WAL that was left beside a file which has its rows already doubles them.
 */
export function countMisplacedSql(relation: string): string {
  return `SELECT count(*) FROM (
    SELECT step <= lag(step) OVER () AS misplaced FROM ${relation}
  ) WHERE misplaced`;
}
