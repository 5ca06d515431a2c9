/** How a line is smoothed, and how much. */
export interface Smoothing {
  /**
   * `ema`: exponential, each value weighs `amount` times what the next one does.
   * `mean`: of `amount` points around. `gauss`: a bell of that standard
   * deviation in points.
   */
  kind: "none" | "ema" | "mean" | "gauss";
  /** `ema`: 0 to 0.999. `mean`: points, 1 or more. `gauss`: points, above 0. */
  amount: number;
}

/**
 * Smoothed values, as many as there are. Those that are not finite stay as
 * they are and count for nothing.
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

/** Without the pull of a first value: the weights of all that came so far are made to sum to 1. */
function exponential(y: Float64Array, weight: number): Float64Array {
  const result = new Float64Array(y.length);
  let sum = 0;
  let weights = 0;
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i])) {
      result[i] = y[i];
      continue;
    }
    sum = sum * weight + y[i] * (1 - weight);
    weights = weights * weight + (1 - weight);
    result[i] = sum / weights;
  }
  return result;
}

function movingAverage(y: Float64Array, reach: number): Float64Array {
  const result = new Float64Array(y.length);
  let sum = 0;
  let count = 0;
  const take = (i: number, sign: 1 | -1) => {
    if (!(i >= 0 && i < y.length) || !Number.isFinite(y[i])) return;
    sum += sign * y[i];
    count += sign;
  };
  for (let i = 0; i < Math.min(reach, y.length); i++) take(i, 1);
  for (let i = 0; i < y.length; i++) {
    take(i + reach, 1);
    take(i - reach - 1, -1);
    result[i] = Number.isFinite(y[i]) ? sum / count : y[i];
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
    if (!Number.isFinite(y[i])) {
      result[i] = y[i];
      continue;
    }
    let sum = 0;
    let weights = 0;
    for (let j = Math.max(0, i - reach); j <= Math.min(y.length - 1, i + reach); j++) {
      if (!Number.isFinite(y[j])) continue;
      const weight = kernel[Math.abs(i - j)];
      sum += weight * y[j];
      weights += weight;
    }
    result[i] = sum / weights;
  }
  return result;
}
