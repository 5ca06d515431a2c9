/**
 * Smoothing of the lines of a chart. Values that are not finite stay as they
 * are and do not contribute to others.
 *
 * Each mean is computed from its own window: a sum that is carried along would
 * keep the rounding errors of a great value long after that has left it.
 *
 * The loops run over all points of a chart whenever the slider moves. All their
 * indices are within the arrays, hence the `!`.
 *
 * @module
 */

/** How lines are smoothed, and how much. */
export interface Smoothing {
  /**
   * `ema`: an exponential average, in which each point weighs `amount` times as
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
 * @param lengths How many points each value stands for; it is their mean. Default: one each.
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
export function smooth(
  y: Float64Array,
  { kind, amount }: Smoothing,
  lengths: Float64Array = new Float64Array(y.length).fill(1),
): Float64Array {
  switch (kind) {
    case "none":
      return y;
    case "ema":
      return exponential(y, amount, lengths);
    case "mean":
      return movingAverage(y, Math.max(0, Math.round((amount - 1) / 2)), lengths);
    case "gauss":
      return gaussian(y, amount, lengths);
  }
}

/** Debiased: the weights of all values so far are scaled to a sum of 1. */
function exponential(y: Float64Array, weight: number, lengths: Float64Array): Float64Array {
  const result = new Float64Array(y.length);
  let mean = 0;
  let weights = 0;
  for (let i = 0; i < y.length; i++) {
    const value = y[i]!;
    if (!Number.isFinite(value)) {
      result[i] = value;
      continue;
    }
    const kept = weight ** lengths[i]!;
    weights = weights * kept + (1 - kept);
    // The new value's part of all weights: a mean of two stays between them, and finite.
    const part = (1 - kept) / weights;
    mean = mean * (1 - part) + value * part;
    result[i] = mean;
  }
  return result;
}

/** The mean of all points up to `reach` points away. */
function movingAverage(y: Float64Array, reach: number, lengths: Float64Array): Float64Array {
  const ends = endsOf(lengths);
  const window = (i: number) => {
    const center = ends[i]! - lengths[i]! / 2;
    return { from: center - reach - 0.5, to: center + reach + 0.5 };
  };
  return windowed(y, ends, lengths, window, (j, { from, to }) => {
    return Math.min(to, ends[j]!) - Math.max(from, ends[j]! - lengths[j]!);
  });
}

function gaussian(y: Float64Array, sigma: number, lengths: Float64Array): Float64Array {
  const ends = endsOf(lengths);
  const reach = Math.ceil(3 * sigma) + 0.25;
  const centerOf = (i: number) => ends[i]! - lengths[i]! / 2;
  const window = (i: number) => {
    const center = centerOf(i);
    return { center, from: center - reach, to: center + reach };
  };
  return windowed(y, ends, lengths, window, (j, { center, from, to }) => {
    const distance = centerOf(j) - center;
    if (distance < from - center || distance > to - center) return 0;
    return lengths[j]! * Math.exp(-(distance ** 2) / (2 * sigma ** 2));
  });
}

/** Where each value's points end, counted from the first one. */
function endsOf(lengths: Float64Array): Float64Array {
  let end = 0;
  return lengths.map((length) => end += length);
}

/** The weighted mean of the values that each window touches. */
function windowed<Window extends { from: number; to: number }>(
  y: Float64Array,
  ends: Float64Array,
  lengths: Float64Array,
  windowOf: (i: number) => Window,
  weightOf: (j: number, window: Window) => number,
): Float64Array {
  const result = new Float64Array(y.length);
  let first = 0;
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i]!)) {
      result[i] = y[i]!;
      continue;
    }
    const window = windowOf(i);
    while (ends[first]! <= window.from) first++;
    const mean = new WeightedMean();
    for (let j = first; j < y.length && ends[j]! - lengths[j]! < window.to; j++) {
      if (Number.isFinite(y[j]!)) mean.add(y[j]!, weightOf(j, window));
    }
    result[i] = mean.value;
  }
  return result;
}

/** Of so many parts no sum of finite numbers is infinite. It is a power of two. */
const PART = 2 ** -40;

/** A weighted mean whose sum is compensated for rounding. */
class WeightedMean {
  #sum = 0;
  #lost = 0;
  #parts = 0;
  #weights = 0;

  add(value: number, weight: number): void {
    if (!(weight > 0)) return;
    const term = value * weight;
    const sum = this.#sum + term;
    this.#lost += Math.abs(this.#sum) >= Math.abs(term)
      ? (this.#sum - sum) + term
      : (term - sum) + this.#sum;
    this.#sum = sum;
    this.#parts += value * PART * weight;
    this.#weights += weight;
  }

  get value(): number {
    const mean = (this.#sum + this.#lost) / this.#weights;
    if (Number.isFinite(mean)) return mean;
    const great = this.#parts / this.#weights / PART;
    return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, great));
  }
}
