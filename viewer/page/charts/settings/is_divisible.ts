/** Whether there are numbers between two ends of an axis, so that it can be zoomed to them. */
export function isDivisible(from: number, to: number): boolean {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return false;
  const middle = from / 2 + to / 2;
  return from < middle && middle < to;
}
