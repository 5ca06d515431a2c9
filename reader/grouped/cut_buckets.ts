import type { Extent } from "./cut_slices.ts";
import type { GroupedOptions } from "./grouped_scalars.ts";

const DEFAULT_BUCKETS = 500;

/** Buckets of one width that lie side by side. */
export interface Buckets extends Extent {
  width: number;
  count: number;
}

/** Buckets of one width, from the least x to the greatest, or over the range that was asked for. */
export function cutBuckets(
  found: Extent,
  { from = -Infinity, to = Infinity, outside, buckets = DEFAULT_BUCKETS }: GroupedOptions,
): Buckets {
  const low = Number.isFinite(from) ? from : Math.min(found.low, found.high);
  const high = Number.isFinite(to) ? to : Math.max(found.low, found.high);
  const hasSpan = Number.isFinite(low) && Number.isFinite(high) && low < high;
  if (!hasSpan) return { low: Number.isFinite(low) ? low : 0, high, width: 0, count: 1 };
  const width = high / buckets - low / buckets;
  if (width / 2 === 0) return { low, high, width: 0, count: 1 };
  if (!outside) return { low, high, width, count: buckets };
  return { low: low - width, high: high + width, width, count: buckets + 2 };
}
