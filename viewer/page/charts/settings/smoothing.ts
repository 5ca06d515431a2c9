/**
 * Smoothing of the lines of a chart. Values that are not finite stay as they
 * are and do not contribute to others.
 *
 * The loops run over all points of a chart whenever the slider moves. All their
 * indices are within the arrays, hence the `!`.
 *
 * @module
 */

/** How lines are smoothed, and how much. */
export interface Smoothing {
  /**
   * `ema`: an exponential average, in which each value weighs `amount` times as
   * much as the next one. `mean`: the average of `amount` neighbouring points.
   * `gauss`: weights from a Gaussian with this standard deviation, in points.
   */
  kind: "none" | "ema" | "mean" | "gauss";
  /** `ema`: 0 to 0.999. `mean`: points, 1 or more. `gauss`: points, above 0. */
  amount: number;
}

/**
 * The smoothed values of a line, one per value.
 *
 * @example
 * ```ts
 * import { smooth } from "./smoothing.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const y = Float64Array.of(1, 2, 3);
 * assertEquals(smooth(y, { kind: "mean", amount: 3 }), Float64Array.of(1.5, 2, 2.5));
 * ```
 */
export function smooth(y: Float64Array, { kind, amount }: Smoothing): Float64Array {
  switch (kind) {
    case "none":
      return y;
    case "ema":
      return exponential(y, amount);
    case "mean":
      return movingAverage(y, Math.max(0, Math.round((amount - 1) / 2)));
    case "gauss":
      return gaussian(y, amount);
  }
}

/** Debiased: the weights of all values so far are scaled to a sum of 1. */
function exponential(y: Float64Array, weight: number): Float64Array {
  const result = new Float64Array(y.length);
  let sum = 0;
  let weights = 0;
  for (let i = 0; i < y.length; i++) {
    const value = y[i]!;
    if (!Number.isFinite(value)) {
      result[i] = value;
      continue;
    }
    sum = sum * weight + value * (1 - weight);
    weights = weights * weight + (1 - weight);
    result[i] = sum / weights;
  }
  return result;
}

function movingAverage(y: Float64Array, reach: number): Float64Array {
  const result = new Float64Array(y.length);
  let sum = 0;
  let count = 0;
  const add = (i: number, sign: 1 | -1) => {
    if (!(i >= 0 && i < y.length) || !Number.isFinite(y[i]!)) return;
    sum += sign * y[i]!;
    count += sign;
  };
  for (let i = 0; i < Math.min(reach, y.length); i++) add(i, 1);
  for (let i = 0; i < y.length; i++) {
    add(i + reach, 1);
    add(i - reach - 1, -1);
    const value = y[i]!;
    result[i] = Number.isFinite(value) ? sum / count : value;
  }
  return result;
}

function gaussian(y: Float64Array, sigma: number): Float64Array {
  const reach = Math.ceil(3 * sigma);
  const kernel = Float64Array.from(
    { length: reach + 1 },
    (_, distance) => Math.exp(-(distance ** 2) / (2 * sigma ** 2)),
  );
  const result = new Float64Array(y.length);
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i]!)) {
      result[i] = y[i]!;
      continue;
    }
    let sum = 0;
    let weights = 0;
    for (let j = Math.max(0, i - reach); j <= Math.min(y.length - 1, i + reach); j++) {
      if (!Number.isFinite(y[j]!)) continue;
      const weight = kernel[Math.abs(i - j)]!;
      sum += weight * y[j]!;
      weights += weight;
    }
    result[i] = sum / weights;
  }
  return result;
}
