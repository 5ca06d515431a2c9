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
  let count = 0;
  let min = Infinity;
  let max = -Infinity;
  // Welford's method: sums of squares lose all digits of a small deviation.
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) {
      count++;
      if (value < min) min = value;
      if (value > max) max = value;
      const delta = value - mean;
      mean += delta / count;
      squares += delta * (value - mean);
    } else if (Number.isNaN(value)) nanCount++;
    else infCount++;
  }
  if (count === 0) {
    return { min: null, max: null, mean: null, std: null, count, nanCount, infCount };
  }
  return { min, max, mean, std: Math.sqrt(squares / count), count, nanCount, infCount };
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
    const width = high / binCount - low / binCount; // `high - low` may be beyond all doubles.
    const edges = Float64Array.from({ length: binCount + 1 }, (_, i) => low + i * width);
    edges[binCount] = high;
    if (edges.every((edge, i) => i === 0 || edge > edges[i - 1]!)) return edges;
    const gap = Math.max(Math.abs(low), Math.abs(high)) * Number.EPSILON || Number.MIN_VALUE;
    low -= gap * binCount * widen;
    high += gap * binCount * widen;
  }
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
  const width = 2 * (quartile(0.75) - quartile(0.25)) / Math.cbrt(count);
  const freedmanDiaconis = width > 0 ? Math.ceil((high - low) / width) : 1;
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
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < counts.length; i++) {
    const weight = Number(counts[i]);
    const middle = bins[i]! / 2 + bins[i + 1]! / 2;
    count += weight;
    sum += weight * middle;
    squares += weight * middle * middle;
  }
  const mean = sum / count;
  return {
    bins,
    counts,
    min: bins.at(0) ?? null,
    max: bins.at(-1) ?? null,
    mean: count === 0 ? null : mean,
    std: count === 0 ? null : Math.sqrt(Math.max(0, squares / count - mean * mean)),
    count,
    nanCount: 0,
    infCount: 0,
  };
}
