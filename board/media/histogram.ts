import type { CallBuffers } from "../memory/call_buffers.ts";
import { checkOptions } from "../checks/check_options.ts";
import { formatValue } from "../checks/format_value.ts";
import {
  checkAttached,
  isNumberArray,
  type NumberArray,
  numbersOf,
} from "../checks/number_arrays.ts";
import { wrapError } from "../checks/wrap_error.ts";
import type { HistogramSource } from "../../writer/records.ts";

/** The values of a histogram: an array of numbers, or a tensor of any shape. */
export type HistogramValues =
  | NumberArray
  | readonly bigint[]
  | { dataSync(): ArrayLike<number> }
  | { readonly data: ArrayLike<number | bigint | boolean | string> };

type Values = Extract<HistogramSource, { kind: "values" }>;

/** Options of a {@linkcode Histogram}: how its values are counted. */
export interface HistogramOptions {
  /**
   * The number of bins of equal width, 1 to 65,536; or the edges of the bins,
   * rising, one more than bins; or `"auto"`: as many bins as suit the values, at
   * most 512. Default: 64.
   */
  readonly bins?: number | ArrayLike<number> | "auto";
  /**
   * The lowest and the highest edge. Values beyond them are in no bin. Not
   * together with edges in `bins`. Default: the smallest and the largest finite value.
   */
  readonly range?: readonly [number, number];
}

const DEFAULT_BINS = 64;
const MAX_BINS = 65_536;

/** The array types that the writer reads. Others are converted. */
const WRITER_TYPES = [
  Float32Array,
  Float64Array,
  Uint8Array,
  Int8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
] as const;

/** Copies the values of a histogram for the writer. It is assigned in the class, which has them. */
export let toHistogramSource: (histogram: Histogram, buffers: CallBuffers) => HistogramSource;

/**
 * A histogram, to be logged as one value: of weights, of gradients, of scores.
 *
 * The log call only copies the values; the writer counts them. NaN and
 * ±Infinity are counted separately. A bin includes its lower edge; the last bin
 * includes its upper edge too.
 *
 * @example
 * ```ts
 * import { Board, Histogram } from "@kohakuboard/client";
 * import { assertEquals } from "@std/assert";
 *
 * const board = new Board({ name: "weights", baseDir: Deno.makeTempDirSync(), backend: "memory" });
 * const weights = Float32Array.from({ length: 1000 }, () => Math.random() - 0.5);
 * board.log({
 *   "weights/fc1": new Histogram(weights, { bins: 20, range: [-0.5, 0.5] }),
 *   ages: Histogram.fromCounts([0, 18, 65, 120], [210, 640, 150]),
 * });
 * await board.finish();
 * assertEquals(board.currentStep, 0);
 * ```
 */
export class Histogram {
  #toSource: (buffers: CallBuffers) => HistogramSource;

  /**
   * Makes a histogram.
   *
   * @param values Numbers, which may include NaN and ±Infinity. They must not
   * change until they are logged.
   * @param options See {@linkcode HistogramOptions}.
   * @throws {TypeError | RangeError} For values that are neither an array nor a
   * tensor, and for invalid bins or an invalid range. The elements of an array
   * are not checked before it is logged.
   */
  constructor(values: HistogramValues, options: HistogramOptions = {}) {
    try {
      checkOptions(options, ["bins", "range"]);
      const { bins = DEFAULT_BINS, range } = options;
      const checkedBins = checkBins(bins);
      const checkedRange = range === undefined ? null : checkRange(range, checkedBins);
      const numbers = toNumbers(values);
      this.#toSource = (buffers) => ({
        kind: "values",
        values: copyNumbers(numbers, buffers),
        bins: checkedBins,
        range: checkedRange,
      });
    } catch (error) {
      throw wrapError("Cannot make a histogram", error);
    }
  }

  /**
   * Makes a histogram of values that were counted already.
   *
   * @param edges The edges of the bins, rising, one more than bins.
   * @param counts How many values each bin has: integers, 0 or more.
   * @throws {TypeError | RangeError} For edges that do not rise, invalid counts,
   * and unless there is one count per bin.
   */
  static fromCounts(edges: ArrayLike<number>, counts: ArrayLike<number | bigint>): Histogram {
    try {
      const checkedEdges = checkEdges(edges);
      const checkedCounts = checkCounts(counts, checkedEdges.length - 1);
      const histogram = new Histogram([]);
      histogram.#toSource = () => ({ kind: "counts", edges: checkedEdges, counts: checkedCounts });
      return histogram;
    } catch (error) {
      throw wrapError("Cannot make a histogram", error);
    }
  }

  static {
    toHistogramSource = (histogram, buffers) => histogram.#toSource(buffers);
  }
}

function toNumbers(values: unknown): NumberArray {
  if (isNumberArray(values)) return values;
  if (typeof values === "object" && values !== null && "counts" in values) {
    throw new TypeError(
      "expected an array of numbers or a tensor, received counts; " +
        "Histogram.fromCounts(edges, counts) takes those",
    );
  }
  if (typeof values === "object" && values !== null) return numbersOf(values);
  throw new TypeError(`expected an array of numbers or a tensor, received ${formatValue(values)}`);
}

function copyNumbers(numbers: NumberArray, buffers: CallBuffers): Values["values"] {
  checkAttached(numbers);
  for (const type of WRITER_TYPES) {
    if (numbers instanceof type) return buffers.copy<Values["values"]>(type, numbers);
  }
  if (numbers instanceof Uint8ClampedArray) return buffers.copy(Uint8Array, numbers);
  if (numbers instanceof Float16Array) return buffers.copy(Float32Array, numbers);
  const copy = buffers.array(Float64Array, numbers.length);
  for (let i = 0; i < copy.length; i++) {
    const value: unknown = numbers[i];
    if (typeof value !== "number" && typeof value !== "bigint") {
      throw new TypeError(`expected numbers for a histogram, received ${formatValue(value)}`);
    }
    copy[i] = Number(value);
  }
  return copy;
}

function checkBins(bins: unknown): Values["bins"] {
  if (bins === "auto") return bins;
  if (isNumberArray(bins)) return checkEdges(bins);
  if (Number.isSafeInteger(bins) && bins as number >= 1 && bins as number <= MAX_BINS) {
    return bins as number;
  }
  throw new RangeError(
    `expected bins to be an integer from 1 to ${MAX_BINS}, edges, or "auto", ` +
      `received ${formatValue(bins)}`,
  );
}

function checkRange(range: unknown, bins: Values["bins"]): [number, number] {
  if (bins instanceof Float64Array) {
    throw new TypeError("expected bins as edges or a range, received both");
  }
  const edges = isNumberArray(range) && range.length === 2 ? checkEdges(range) : [];
  const [low, high] = edges;
  if (low === undefined || high === undefined) {
    throw new TypeError(`expected a range of two numbers, received ${formatValue(range)}`);
  }
  return [low, high];
}

function checkEdges(edges: unknown): Float64Array {
  if (!isNumberArray(edges)) {
    throw new TypeError(`expected edges as an array of numbers, received ${formatValue(edges)}`);
  }
  if (edges.length < 2) {
    throw new RangeError(`expected at least two edges, received ${formatValue(edges)}`);
  }
  return Float64Array.from(edges as ArrayLike<number>, (edge: unknown, i) => {
    if (typeof edge !== "number" || !Number.isFinite(edge)) {
      throw new TypeError(`expected edges to be finite numbers, received ${formatValue(edge)}`);
    }
    if (i === 0 || edge > (edges[i - 1] as number)) return edge;
    throw new RangeError(
      `expected edges that rise, received ${edges[i - 1]} and after it ${edge}`,
    );
  });
}

function checkCounts(counts: unknown, binCount: number): BigInt64Array {
  if (!isNumberArray(counts)) {
    throw new TypeError(`expected counts as an array of integers, received ${formatValue(counts)}`);
  }
  if (counts.length !== binCount) {
    throw new RangeError(
      `expected ${binCount} counts for ${binCount + 1} edges, received ${counts.length}`,
    );
  }
  return BigInt64Array.from(counts as ArrayLike<bigint>, (count: unknown) => {
    const isCount = typeof count === "bigint" ? count <= 2n ** 53n : Number.isSafeInteger(count);
    if (isCount && (count as number) >= 0) return BigInt(count as number);
    throw new RangeError(
      `expected counts to be integers from 0 to 2^53 - 1, received ${formatValue(count)}`,
    );
  });
}
