/**
 * Whether a range of an axis is finite and wide enough to be divided by ticks.
 * In a range between two adjacent numbers uPlot would never stop looking for ticks.
 */
export function isDivisible(from: number, to: number): boolean {
  const width = to - from;
  return Number.isFinite(width) && width > 1e-12 * Math.max(Math.abs(from), Math.abs(to));
}
