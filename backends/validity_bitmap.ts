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

/**
 * Notes that the cells of `count` rows from `start` on have values, whole bytes at once. These are few
 * in a block of a wide run, and to call `fill()` would take longer than all of them.
 */
export function setRangeValid(bitmap: Uint8Array, start: number, count: number): void {
  const end = start + count;
  for (let row = start; row < end;) {
    if ((row & 7) === 0 && row + 8 <= end) {
      bitmap[row >> 3] = 0xff;
      row += 8;
    } else setValid(bitmap, row++);
  }
}
