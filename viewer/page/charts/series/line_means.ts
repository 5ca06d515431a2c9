/**
 * The means of all rows of a sampled line, bucket by bucket along the x axis:
 * what is smoothed instead of the points that are drawn, which are extremes.
 *
 * All indices are within the arrays, hence the `!`.
 *
 * @module
 */
import type { SeriesMeans } from "../../../protocol/api.ts";
import type { Points } from "./points.ts";

/** The means of a line of which nothing was left out: its finite values. */
export function meansOfPoints({ x, y }: Points): SeriesMeans {
  const finite = Uint32Array.from(y.keys()).filter((i) => Number.isFinite(y[i]!));
  return {
    x: Float64Array.from(finite, (i) => x[i]!),
    y: Float64Array.from(finite, (i) => y[i]!),
    counts: new Float64Array(finite.length).fill(1),
  };
}

/** The means of two parts of a line, in the order of x. */
export function joinMeans(a: SeriesMeans, b: SeriesMeans): SeriesMeans {
  const x = join(a.x, b.x);
  const order = Uint32Array.from(x.keys()).sort((i, j) => x[i]! - x[j]! || i - j);
  const sorted = (column: Float64Array) => Float64Array.from(order, (i) => column[i]!);
  return { x: sorted(x), y: sorted(join(a.y, b.y)), counts: sorted(join(a.counts, b.counts)) };
}

/**
 * Joins neighbours until there are at most so many means. Only small buckets
 * are joined, so that those of a line that grows stay of one size.
 */
export function compactMeans(means: SeriesMeans, maxCount: number): SeriesMeans {
  const { x, y, counts } = means;
  if (x.length <= maxCount) return means;
  const total = counts.reduce((sum, count) => sum + count, 0);
  // Two neighbours have more rows together: there are less than twice as many as would be full.
  const most = Math.ceil(total / Math.max(1, Math.floor(maxCount / 2) - 1));
  const joined = { x: [x[0]!], y: [y[0]!], counts: [counts[0]!] };
  for (let i = 1; i < x.length; i++) {
    const last = joined.x.length - 1;
    const count = joined.counts[last]! + counts[i]!;
    if (count > most) {
      joined.x.push(x[i]!);
      joined.y.push(y[i]!);
      joined.counts.push(counts[i]!);
      continue;
    }
    const part = counts[i]! / count;
    joined.x[last] = joined.x[last]! * (1 - part) + x[i]! * part;
    joined.y[last] = joined.y[last]! * (1 - part) + y[i]! * part;
    joined.counts[last] = count;
  }
  return {
    x: Float64Array.from(joined.x),
    y: Float64Array.from(joined.y),
    counts: Float64Array.from(joined.counts),
  };
}

function join(first: Float64Array, second: Float64Array): Float64Array {
  const all = new Float64Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
