/** A merge takes at least so many parts. */
const MIN_PARTS = 8;
/**
 * A row group of so many bytes is large enough for readers, or of this part of
 * the rows that it may have: DuckDB takes one and a half times as long then
 * for a column of doubles. Below, what is said of each column chunk counts.
 */
const LARGE_BYTES = 4 * 1024 ** 2;
const LARGE_SHARE = 1 / 16;
const LARGE_ROWS = 1024;

/**
 * How many of the newest parts to merge into one, 0 for none.
 *
 * Taken is the longest run of at least 8 of which the largest has no more
 * rows than the others together. So a merge at least doubles the size of the
 * part that a row is in: n rows are written O(n log n) times in all, and few
 * more than 8 parts of a size are left.
 *
 * @param rowCounts The rows of each part, oldest first.
 */
export function partsToMerge(rowCounts: readonly number[]): number {
  let longest = 0;
  let sum = 0;
  let largest = 0;
  for (const [index, rows] of rowCounts.toReversed().entries()) {
    sum += rows;
    largest = Math.max(largest, rows);
    if (index + 1 >= MIN_PARTS && largest <= sum - largest) longest = index + 1;
  }
  return longest;
}

/** What decides how a part is merged. */
export interface MergedPart {
  /** How many rows it has. */
  rowCount: number;
  /** In how many row groups. */
  rowGroupCount: number;
  /** How many bytes these have. */
  byteCount: number;
  /** Whether its row groups can be copied into the merged file as they are. */
  isCopied: boolean;
}

/**
 * Which parts to encode again before all are copied into one: those that
 * cannot be copied, and runs of parts whose row groups are small, where fewer
 * would do. So a row is encoded again only while its row group is small.
 *
 * @param parts The parts to merge, oldest first.
 * @param rowGroupRows How many rows a row group may have.
 * @return The first part and the number of parts of each run, in their order.
 */
export function runsToEncode(
  parts: readonly MergedPart[],
  rowGroupRows: number,
): { first: number; count: number }[] {
  // A full row group and one with the rest are as good as it gets, however few rows fit in.
  const enoughRows = Math.min(rowGroupRows / 2, Math.max(rowGroupRows * LARGE_SHARE, LARGE_ROWS));
  const isKept = ({ rowCount, rowGroupCount, byteCount, isCopied }: MergedPart) =>
    isCopied &&
    (rowCount >= rowGroupCount * enoughRows || byteCount >= rowGroupCount * LARGE_BYTES);
  const runs: { first: number; count: number }[] = [];
  for (let first = 0; first < parts.length; first++) {
    const end = parts.findIndex((part, index) => index >= first && isKept(part));
    const count = (end === -1 ? parts.length : end) - first;
    const run = parts.slice(first, first + count);
    const rowCount = run.reduce((sum, part) => sum + part.rowCount, 0);
    const groupCount = run.reduce((sum, part) => sum + part.rowGroupCount, 0);
    const fewer = groupCount > Math.ceil(rowCount / rowGroupRows);
    if (fewer || run.some(({ isCopied }) => !isCopied)) runs.push({ first, count });
    first += count;
  }
  return runs;
}
