import type { SeriesMeans } from "../../protocol/api.ts";
import type { AxisPoints } from "./points_reader.ts";

/** The means of the finite values of all rows of a line, as many of them as half the points wanted. */
export function meansOfRows({ x, y }: AxisPoints, maxPoints: number): SeriesMeans {
  const finite = Uint32Array.from(y.keys()).filter((i) => Number.isFinite(y[i]));
  const size = Math.max(1, Math.ceil(2 * finite.length / maxPoints));
  const count = Math.ceil(finite.length / size);
  const means = {
    x: new Float64Array(count),
    y: new Float64Array(count),
    counts: new Float64Array(count),
  };
  for (let bucket = 0; bucket < count; bucket++) {
    const rows = finite.subarray(bucket * size, (bucket + 1) * size);
    // Parts of each value: the sum of very great numbers is infinite.
    means.y[bucket] = rows.reduce((sum, i) => sum + (y[i] ?? 0) / rows.length, 0);
    means.x[bucket] = (x[rows[0] ?? 0] ?? 0) / 2 + (x[rows.at(-1) ?? 0] ?? 0) / 2;
    means.counts[bucket] = rows.length;
  }
  return means;
}
