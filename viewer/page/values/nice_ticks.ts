/**
 * Round values that divide a range: multiples of 1, 2 or 5 times a power of ten.
 *
 * @param maxCount About how many ticks there may be.
 * @returns The values in ascending order, and the distance between two of them.
 */
export function niceTicks(
  min: number,
  max: number,
  maxCount: number,
): { ticks: number[]; step: number } {
  const rough = (max - min) / Math.max(1, maxCount);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? NaN;
  const first = Math.ceil(min / step);
  const last = Math.floor(max / step);
  // Above the safe integers, adding 1 may give the same number: counting up would never end.
  const canCount = Number.isSafeInteger(first) && Number.isSafeInteger(last);
  if (!canCount || !Number.isFinite(step)) return { ticks: [min], step: 1 };
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return { ticks, step };
}
