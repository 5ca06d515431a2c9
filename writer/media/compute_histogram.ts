import type { HistogramSource } from "../records.ts";

/** The cells of a histogram's row. */
export interface HistogramRow {
  /** n + 1 rising edges. A bin holds its lower edge, not its upper one. */
  bins: Float64Array;
  /** n counts. The last bin holds its upper edge too. */
  counts: BigInt64Array;
  /** Of the finite values; `null` where there is none. */
  min: number | null;
  max: number | null;
  mean: number | null;
  /** The standard deviation of the population. */
  std: number | null;
  /** How many values are finite, also those outside of the edges, which are in no bin. */
  count: number;
  nanCount: number;
  infCount: number;
}

type ValuesSource = Extract<HistogramSource, { kind: "values" }>;

/** The option "auto" makes no more bins than this. */
const MAX_BINS = 512;
/** Values up to this power of two have squares and sums of squares that are doubles. */
const MAX_SQUARE_EXPONENT = 300;

/** Counts values into bins. NaN and ±Infinity are in no bin, and are counted apart. */
export function computeHistogram(source: HistogramSource): HistogramRow {
  if (source.kind === "counts") return ofCounts(source.edges, source.counts);
  const { values } = source;
  const statistics = describeValues(values);
  const bins = edgesFor(source, statistics);
  const counts = new Float64Array(bins.length - 1);
  for (let i = 0; i < values.length; i++) {
    const bin = binOf(values[i]!, bins);
    if (bin >= 0) counts[bin]!++;
  }
  return { bins, counts: BigInt64Array.from(counts, BigInt), ...statistics };
}

type Statistics = Omit<HistogramRow, "bins" | "counts">;

function describeValues(values: ValuesSource["values"]): Statistics {
  let nanCount = 0;
  let infCount = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) {
      if (value < min) min = value;
      if (value > max) max = value;
    } else if (Number.isNaN(value)) nanCount++;
    else infCount++;
  }
  const count = values.length - nanCount - infCount;
  if (count === 0) {
    return { min: null, max: null, mean: null, std: null, count, nanCount, infCount };
  }
  const moments = new Moments(min, max);
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) moments.add(values[i]!, 1);
  }
  return { min, max, mean: moments.mean, std: moments.std, count, nanCount, infCount };
}

/**
 * Mean and standard deviation by Welford's method, with weights: sums of squares lose all digits
 * of a small deviation. Values whose squares are no doubles are scaled, by a power of two, which
 * changes no digit.
 */
class Moments {
  readonly #scale: number;
  #weight = 0;
  #mean = 0;
  #squares = 0;

  /** @param min The smallest value. @param max The largest one. */
  constructor(min: number, max: number) {
    const exponent = Math.round(Math.log2(Math.max(Math.abs(min), Math.abs(max))));
    const isFar = Number.isFinite(exponent) && Math.abs(exponent) > MAX_SQUARE_EXPONENT;
    this.#scale = isFar ? 2 ** Math.max(-1000, Math.min(1000, -exponent)) : 1;
  }

  add(value: number, weight: number): void {
    this.#weight += weight;
    const delta = value * this.#scale - this.#mean;
    this.#mean += delta * weight / this.#weight;
    this.#squares += weight * delta * (value * this.#scale - this.#mean);
  }

  get mean(): number {
    return this.#mean / this.#scale;
  }

  get std(): number {
    return Math.sqrt(this.#squares / this.#weight) / this.#scale;
  }
}

function edgesFor(
  { values, bins, range }: ValuesSource,
  { min, max, count }: Statistics,
): Float64Array {
  if (bins instanceof Float64Array) return bins;
  let [low, high] = range ?? [min ?? 0, max ?? 1];
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const binCount = bins === "auto" ? autoBinCount(values, low, high, count) : bins;
  return risingEdges(low, high, binCount);
}

/** Edges of one width, moved apart where they are closer than doubles can be. */
function risingEdges(low: number, high: number, binCount: number): Float64Array {
  for (let widen = 1;; widen *= 2) {
    const edges = evenEdges(low, high, binCount);
    if (edges.every((edge, i) => i === 0 || edge > edges[i - 1]!)) return edges;
    const gap = Math.max(Math.abs(low), Math.abs(high)) * Number.EPSILON || Number.MIN_VALUE;
    low = Math.max(-Number.MAX_VALUE, low - gap * binCount * widen);
    high = Math.min(Number.MAX_VALUE, high + gap * binCount * widen);
  }
}

function evenEdges(low: number, high: number, binCount: number): Float64Array {
  const width = (high - low) / binCount;
  const edges = Float64Array.from({ length: binCount + 1 }, (_, i) =>
    Number.isFinite(width) // `high - low` may be beyond all doubles.
      ? low + i * width
      : low * ((binCount - i) / binCount) + high * (i / binCount));
  edges[binCount] = high;
  return edges;
}

/** The larger of Sturges' and Freedman and Diaconis' numbers, as NumPy's "auto". */
function autoBinCount(
  values: ValuesSource["values"],
  low: number,
  high: number,
  count: number,
): number {
  if (count === 0) return 1;
  const sturges = Math.ceil(Math.log2(count)) + 1;
  const sorted = Float64Array.from(values as Float64Array).filter(Number.isFinite).sort();
  const quartile = (part: number) => sorted[Math.floor(part * (count - 1))]!;
  // Halves, because the difference of two doubles may be beyond all doubles.
  const halfWidth = 2 * (quartile(0.75) / 2 - quartile(0.25) / 2) / Math.cbrt(count);
  const freedmanDiaconis = halfWidth > 0 ? Math.ceil((high / 2 - low / 2) / halfWidth) : 1;
  return Math.min(MAX_BINS, Math.max(sturges, freedmanDiaconis));
}

/** The bin of a value, -1 for none. */
function binOf(value: number, edges: Float64Array): number {
  const last = edges.length - 1;
  if (!(value >= edges[0]! && value <= edges[last]!)) return -1;
  let below = 0;
  let above = last;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (value >= edges[middle]!) below = middle;
    else above = middle;
  }
  return below;
}

/** The row of given counts. Its statistics assume each value in the middle of its bin. */
function ofCounts(bins: Float64Array, counts: BigInt64Array): HistogramRow {
  const min = bins.at(0) ?? null;
  const max = bins.at(-1) ?? null;
  const moments = new Moments(min ?? 0, max ?? 0);
  let count = 0;
  for (let i = 0; i < counts.length; i++) {
    const weight = Number(counts[i]);
    if (weight === 0) continue;
    count += weight;
    moments.add(bins[i]! / 2 + bins[i + 1]! / 2, weight);
  }
  return {
    bins,
    counts,
    min,
    max,
    mean: count === 0 ? null : moments.mean,
    std: count === 0 ? null : moments.std,
    count,
    nanCount: 0,
    infCount: 0,
  };
}
