import type { AxisPoints } from "./points_reader.ts";

/** Joins points in the order of x and then of step; one of which there are several is kept once. */
export function joinAxisPoints(pieces: readonly AxisPoints[]): AxisPoints {
  const length = pieces.reduce((sum, { x }) => sum + x.length, 0);
  const all = {
    x: new Float64Array(length),
    y: new Float64Array(length),
    steps: new Float64Array(length),
  };
  let at = 0;
  for (const { x, y, steps } of pieces) {
    all.x.set(x, at);
    all.y.set(y, at);
    all.steps.set(steps, at);
    at += x.length;
  }
  const order = Uint32Array.from(all.x.keys())
    .sort((i, j) => (all.x[i] ?? 0) - (all.x[j] ?? 0) || (all.steps[i] ?? 0) - (all.steps[j] ?? 0))
    .filter((index, i, sorted) => i === 0 || !isSame(all, index, sorted[i - 1] ?? 0));
  return pickAxisPoints(all, order);
}

/** Some points, by their indices. */
export function pickAxisPoints({ x, y, steps }: AxisPoints, indices: Uint32Array): AxisPoints {
  const pick = (column: Float64Array) => Float64Array.from(indices, (index) => column[index] ?? 0);
  return { x: pick(x), y: pick(y), steps: pick(steps) };
}

function isSame({ x, y, steps }: AxisPoints, i: number, j: number): boolean {
  return steps[i] === steps[j] && x[i] === x[j] && Object.is(y[i], y[j]);
}
