/** The dashes of the lines of several metrics in one chart, by which those of one run are told apart. */
const DASHES: readonly (readonly number[])[] = [
  [],
  [7, 4],
  [2, 3],
  [10, 3, 2, 3],
  [14, 5],
  [4, 2, 4, 6],
];

/** The dashes of the first, second, third … metric of a chart, in CSS pixels: of the first none. */
export function lineDash(index: number): readonly number[] {
  return DASHES[index % DASHES.length] ?? [];
}
