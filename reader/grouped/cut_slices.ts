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

/** Cuts a slice into parts of about as many rows each, to be read side by side. */
export function cutParts(slice: Extent, runs: readonly RunExtent[], count: number): Extent[] {
  return cutSlices(slice, runs, Math.ceil(countRows(slice, runs) / count));
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
  const rowCount = countRows({ low: from, high: to }, runs);
  return rowCount <= maxRows && Math.min(rowCount, to - from + 1) <= MAX_X;
}

/** How many rows of all runs a range has, about. */
function countRows(range: Extent, runs: readonly RunExtent[]): number {
  let rowCount = 0;
  for (const { low, high, rowCount: ofRun } of runs) {
    const shared = Math.min(range.high, high) - Math.max(range.low, low) + 1;
    if (shared > 0) rowCount += ofRun * shared / (high - low + 1);
  }
  return rowCount;
}
