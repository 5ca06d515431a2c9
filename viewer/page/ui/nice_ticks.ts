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
  if (!(rough > 0) || !Number.isFinite(rough)) return { ticks: [min], step: 1 };
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough)!;
  const ticks = [];
  for (let i = Math.ceil(min / step); i * step <= max; i++) ticks.push(i * step);
  return { ticks, step };
}
