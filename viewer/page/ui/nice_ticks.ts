/**
 * Round values that divide a range.
 *
 * @param most How many there are at most, about.
 * @returns The values, and the distance between two of them.
 */
export function niceTicks(
  min: number,
  max: number,
  most: number,
): { ticks: number[]; step: number } {
  const rough = (max - min) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? NaN;
  const first = Math.ceil(min / step);
  const last = Math.floor(max / step);
  // Beyond these integers the next one is the same: there would be no end of ticks.
  const canCount = Number.isSafeInteger(first) && Number.isSafeInteger(last);
  if (!canCount || !Number.isFinite(step)) return { ticks: [min], step: 1 };
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return { ticks, step };
}
