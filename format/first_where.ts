/**
 * The first integer of a range, the last one not included, for which something holds, as it does for
 * all after it; `to` if there is none.
 */
export function firstWhere(
  from: number,
  to: number,
  holds: (index: number) => boolean,
): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
