import type { Smoothing } from "../settings/smoothing.ts";
import type { Points } from "./points.ts";
import type { RunSeries } from "./run_series.ts";
import { smoothLine } from "./smooth_line.ts";

const smoothed = new WeakMap<Float64Array, { key: string; means: unknown; result: Float64Array }>();

/** Smooths a line, and returns the same result again while neither it nor the style change. */
export function smoothOnce(
  { means, rowCount }: RunSeries,
  points: Points,
  strands: Uint32Array[] | null,
  style: Smoothing,
): Float64Array {
  const key = `${style.kind}:${style.amount}`;
  const known = smoothed.get(points.y);
  if (known?.key === key && known.means === means) return known.result;
  const result = smoothLine({ points, means, rowCount, strands }, style);
  smoothed.set(points.y, { key, means, result });
  return result;
}
