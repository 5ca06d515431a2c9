/** A merge takes at least so many parts. */
const FEWEST_PARTS = 8;

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
  for (let count = 1; count <= rowCounts.length; count++) {
    const rows = rowCounts[rowCounts.length - count];
    sum += rows;
    largest = Math.max(largest, rows);
    if (count >= FEWEST_PARTS && largest <= sum - largest) longest = count;
  }
  return longest;
}
