/** So many places per row are looked through, rather than to compare the rows. */
const MAX_PLACES_PER_ROW = 8;

/**
 * Columns of whole numbers x, none of them twice, and of what is at each, in the order of x.
 *
 * Most often nearly all numbers of the range are there. Then each row has its place in a list of
 * them, which takes a tenth of the time of a sort.
 */
export function inOrderOfX(columns: readonly Float64Array[]): Float64Array[] {
  const [x = new Float64Array()] = columns;
  const rows = rowsInOrder(x);
  return columns.map((column) => {
    const ordered = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) ordered[i] = column[rows[i]!]!;
    return ordered;
  });
}

/** The numbers of the rows, in the order of their x. */
function rowsInOrder(x: Float64Array): Uint32Array {
  let low = Infinity;
  let high = -Infinity;
  for (const value of x) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const placeCount = high - low + 1;
  if (!(placeCount > 0 && placeCount <= x.length * MAX_PLACES_PER_ROW)) {
    return Uint32Array.from(x.keys()).sort((a, b) => x[a]! - x[b]!);
  }
  const rowAt = new Uint32Array(placeCount); // One more than its number; 0 where there is none.
  for (let row = 0; row < x.length; row++) rowAt[x[row]! - low] = row + 1;
  const rows = new Uint32Array(x.length);
  let count = 0;
  for (const row of rowAt) if (row > 0) rows[count++] = row - 1;
  return rows;
}
