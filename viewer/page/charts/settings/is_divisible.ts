/**
 * Whether a piece of an axis is finite, and wide enough to be divided: between
 * numbers that are next to each other uPlot would look for ticks without end.
 */
export function isDivisible(from: number, to: number): boolean {
  const width = to - from;
  return Number.isFinite(width) && width > 1e-12 * Math.max(Math.abs(from), Math.abs(to));
}
