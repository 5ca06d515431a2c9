/**
 * Which cells of a column have a value: one bit per row, the least significant
 * bit of a byte first, 1 for a value. Arrow and DuckDB have it so in common.
 *
 * @module
 */

/** How many bytes the bits of some rows take, in whole 64-bit words as DuckDB reads them. */
export function bitmapBytes(rowCount: number): number {
  return Math.ceil(rowCount / 64) * 8;
}

/** Whether the cell of a row has a value. */
export function isValid(bitmap: Uint8Array, row: number): boolean {
  return (bitmap[row >> 3]! >> (row & 7) & 1) === 1;
}

/** Notes that the cell of a row has a value. */
export function setValid(bitmap: Uint8Array, row: number): void {
  bitmap[row >> 3]! |= 1 << (row & 7);
}

/** Notes that the cells of `count` rows from `start` on have values, whole bytes at once. */
export function setRangeValid(bitmap: Uint8Array, start: number, count: number): void {
  const end = start + count;
  let row = start;
  for (; row < end && (row & 7) !== 0; row++) setValid(bitmap, row);
  const wholeBytes = (end - row) >> 3;
  bitmap.fill(0xff, row >> 3, (row >> 3) + wholeBytes);
  for (row += wholeBytes * 8; row < end; row++) setValid(bitmap, row);
}
