import type { DoublesPart } from "../query/read_doubles.ts";

/** So many places per row are looked through, rather than to compare the rows. */
const MAX_PLACES_PER_ROW = 8;
const NONE = new Float64Array();

/**
 * Columns of whole numbers x, none of them twice, and of what is at each, in the order of x.
 *
 * Most often nearly all numbers of the range are there. Then each row has its place in a list of
 * them, which takes a tenth of the time of a sort.
 */
export function inOrderOfX(parts: readonly Pick<DoublesPart, "columns">[]): Float64Array[] {
  const xs = parts.map(({ columns: [x = NONE] }) => x);
  const rowCount = xs.reduce((sum, { length }) => sum + length, 0);
  const placeOf = ranks(xs, rowCount) ?? sortedPlaces(xs, rowCount);
  const columnCount = parts[0]?.columns.length ?? 0;
  const ordered = Array.from({ length: columnCount }, () => new Float64Array(rowCount));
  let start = 0;
  for (const { columns } of parts) {
    const places = placeOf(columns[0] ?? NONE, start);
    for (const [index, column] of columns.entries()) {
      const all = ordered[index]!;
      for (let row = 0; row < column.length; row++) all[places[row]!] = column[row]!;
    }
    start += columns[0]?.length ?? 0;
  }
  return ordered;
}

/** The places of the rows of a part, of which the first one has a number among all. */
type PlacesOf = (x: Float64Array, start: number) => Uint32Array;

/** By how many x are below; `undefined` where these are too far apart to be listed. */
function ranks(xs: readonly Float64Array[], rowCount: number): PlacesOf | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const x of xs) {
    for (let row = 0; row < x.length; row++) {
      const value = x[row]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const count = high - low + 1;
  if (!(count > 0 && count <= rowCount * MAX_PLACES_PER_ROW)) return undefined;
  const below = new Uint32Array(count); // At first 1 for each x that is there.
  for (const x of xs) for (let row = 0; row < x.length; row++) below[x[row]! - low] = 1;
  let sum = 0;
  for (let at = 0; at < count; at++) {
    const isThere = below[at]!;
    below[at] = sum;
    sum += isThere;
  }
  return (x) => {
    const places = new Uint32Array(x.length);
    for (let row = 0; row < x.length; row++) places[row] = below[x[row]! - low]!;
    return places;
  };
}

function sortedPlaces(xs: readonly Float64Array[], rowCount: number): PlacesOf {
  const all = new Float64Array(rowCount);
  let end = 0;
  for (const x of xs) {
    all.set(x, end);
    end += x.length;
  }
  const rows = Uint32Array.from(all.keys()).sort((a, b) => all[a]! - all[b]!);
  const places = new Uint32Array(rowCount);
  for (let place = 0; place < rowCount; place++) places[rows[place]!] = place;
  return (x, start) => places.subarray(start, start + x.length);
}
