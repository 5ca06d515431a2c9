import { narrowBuckets, thinPoints } from "../metrics/thin_points.ts";
import type { ScalarsGroup } from "./grouped_scalars.ts";

/** The columns of a group. */
export type Curves = Pick<ScalarsGroup, "x" | "center" | "low" | "high" | "n">;

const THINNED = ["center", "low", "high", "n"] as const;

/**
 * At most so many points of a group, but four at least: of each of its four curves those that
 * `thin_points.ts` keeps, which are its extremes among others. An n that is the same at all x, as of
 * most groups, has none to show, and is left to the points of the others.
 */
export function thinCurves(curves: Curves, maxPoints: number): Curves {
  const { x } = curves;
  if (x.length <= maxPoints) return curves;
  const share = Math.max(1, Math.floor(maxPoints / THINNED.length));
  const buckets = narrowBuckets(x[0] ?? 0, x.at(-1) ?? 0, share);
  const kept = new Set<number>();
  for (const name of THINNED) {
    if (name === "n" && isConstant(curves.n)) continue;
    for (const index of thinPoints(x, curves[name], share, buckets).indices) kept.add(index);
  }
  const indices = Uint32Array.from(kept).sort();
  return mapCurves((name) => {
    const curve = curves[name];
    const points = new Float64Array(indices.length);
    for (let i = 0; i < points.length; i++) points[i] = curve[indices[i]!]!;
    return points;
  });
}

function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

/** Curves that follow one another, as one. */
export function joinCurves(parts: readonly Curves[]): Curves {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  const length = parts.reduce((sum, { x }) => sum + x.length, 0);
  return mapCurves((name) => {
    const all = new Float64Array(length);
    let at = 0;
    for (const part of parts) {
      all.set(part[name], at);
      at += part[name].length;
    }
    return all;
  });
}

/** The points of curves from one index to another, which is left out, where they lie: no copy. */
export function sliceCurves(curves: Curves, start: number, end: number): Curves {
  return mapCurves((name) => curves[name].subarray(start, end));
}

function mapCurves(make: (name: keyof Curves) => Float64Array): Curves {
  return {
    x: make("x"),
    center: make("center"),
    low: make("low"),
    high: make("high"),
    n: make("n"),
  };
}
