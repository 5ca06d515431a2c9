/** A range of x, its ends included. */
export interface Extent {
  low: number;
  high: number;
}

/** The range of x of a run's rows, and how many these are. */
export interface RunExtent extends Extent {
  rowCount: number;
}

/** So many x: what is computed at each takes a tenth of a kilobyte. */
export const MAX_X = 1_000_000;

/**
 * Cuts a range of whole numbers so that the rows of each slice fit into memory. A run's rows are
 * taken to be spread evenly over its range: of steps that count tokens most numbers are left out.
 *
 * @param maxRows How many rows of all runs a slice may have.
 */
export function cutSlices(
  { low, high }: Extent,
  runs: readonly RunExtent[],
  maxRows: number,
): Extent[] {
  if (low > high) return [];
  // Beyond these, the number after one may be the same.
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high)) return [{ low, high }];
  const slices: Extent[] = [];
  for (let from = low; from <= high; from = slices.at(-1)!.high + 1) {
    slices.push({ low: from, high: lastThatFits(from, high, runs, maxRows) });
  }
  return slices;
}

/** The last x up to which all rows from another one on fit: that one at least. */
function lastThatFits(
  from: number,
  high: number,
  runs: readonly RunExtent[],
  maxRows: number,
): number {
  if (fits(from, high, runs, maxRows)) return high;
  let [fitting, tooFar] = [from, high];
  while (tooFar - fitting > 1) {
    const middle = fitting + Math.floor((tooFar - fitting) / 2);
    if (fits(from, middle, runs, maxRows)) fitting = middle;
    else tooFar = middle;
  }
  return fitting;
}

function fits(
  from: number,
  to: number,
  runs: readonly RunExtent[],
  maxRows: number,
): boolean {
  let rowCount = 0;
  for (const { low, high, rowCount: ofRun } of runs) {
    const shared = Math.min(to, high) - Math.max(from, low) + 1;
    if (shared > 0) rowCount += ofRun * shared / (high - low + 1);
  }
  return rowCount <= maxRows && Math.min(rowCount, to - from + 1) <= MAX_X;
}
