import type { Points } from "./points.ts";

/**
 * The strands of a line over time, each as the indices of its points: in the
 * order of the steps, a strand ends where the clock was set back, and where the
 * run was resumed. Points of two strands must not be joined by a line.
 *
 * @param resumedAt The times at which the run was resumed, on the same axis.
 * @returns `null` if all points are one strand, as over an axis that is no time.
 */
export function lineStrands(
  { x, steps }: Points,
  resumedAt: readonly number[],
): Uint32Array[] | null {
  if (steps === undefined || x.length < 2) return null;
  const order = Uint32Array.from(x.keys()).sort((i, j) => (steps[i] ?? 0) - (steps[j] ?? 0));
  const strands: number[][] = [];
  let strand: number[] = [];
  let last = -Infinity;
  for (const i of order) {
    const at = x[i] ?? NaN;
    const wasResumed = resumedAt.some((time) => last < time && time <= at);
    if (strand.length === 0 || at < last || wasResumed) strands.push(strand = []);
    strand.push(i);
    last = at;
  }
  return strands.length < 2 ? null : strands.map((indices) => Uint32Array.from(indices));
}
