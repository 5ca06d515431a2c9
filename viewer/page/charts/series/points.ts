/** The points of a line, x never falling. A y may be NaN or infinite. */
export interface Points {
  /** Where they are. */
  x: Float64Array;
  /** What they are. */
  y: Float64Array;
}

/** No points. */
export const NO_POINTS: Points = { x: new Float64Array(0), y: new Float64Array(0) };

/** Two lines as one. Points of the second come after those of the first at the same x. */
export function joinPoints(a: Points, b: Points): Points {
  if (a.x.length === 0) return b;
  if (b.x.length === 0) return a;
  const x = new Float64Array(a.x.length + b.x.length);
  const y = new Float64Array(x.length);
  if (a.x[a.x.length - 1] <= b.x[0]) {
    x.set(a.x);
    x.set(b.x, a.x.length);
    y.set(a.y);
    y.set(b.y, a.x.length);
    return { x, y };
  }
  for (let i = 0, j = 0, k = 0; k < x.length; k++) {
    const first = j === b.x.length || (i < a.x.length && a.x[i] <= b.x[j]);
    x[k] = first ? a.x[i] : b.x[j];
    y[k] = first ? a.y[i++] : b.y[j++];
  }
  return { x, y };
}

/**
 * Fewer points that look the same: of each piece of the x axis the first, the
 * last, the least, the greatest, and one of each kind that is not finite.
 *
 * @param most How many there are about, at most.
 */
export function thinPoints({ x, y }: Points, most: number): Points {
  const n = x.length;
  if (n <= most) return { x, y };
  const pieces = Math.max(1, Math.floor(most / 4));
  const scale = pieces / (x[n - 1] - x[0] || 1);
  const kept: number[] = [];
  for (let start = 0; start < n;) {
    const piece = Math.min(pieces - 1, Math.floor((x[start] - x[0]) * scale));
    let end = start + 1;
    while (end < n && Math.min(pieces - 1, Math.floor((x[end] - x[0]) * scale)) === piece) end++;
    kept.push(...remarkable(y, start, end));
    start = end;
  }
  return { x: Float64Array.from(kept, (i) => x[i]), y: Float64Array.from(kept, (i) => y[i]) };
}

function remarkable(y: Float64Array, start: number, end: number): number[] {
  const places = new Set([start, end - 1]);
  let least = -1;
  let greatest = -1;
  const odd = new Map<string, number>();
  for (let i = start; i < end; i++) {
    if (!Number.isFinite(y[i])) {
      if (!odd.has(String(y[i]))) odd.set(String(y[i]), i);
      continue;
    }
    if (least < 0 || y[i] < y[least]) least = i;
    if (greatest < 0 || y[i] > y[greatest]) greatest = i;
  }
  if (least >= 0) places.add(least).add(greatest);
  for (const place of odd.values()) places.add(place);
  return [...places].sort((a, b) => a - b);
}

/** The place of the first x at or above a value: `x.length` where there is none. */
export function firstAtOrAbove(x: Float64Array, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The place of the x nearest to a value: -1 where there are no points. */
export function nearestPoint(x: Float64Array, value: number): number {
  if (x.length === 0) return -1;
  const above = firstAtOrAbove(x, value);
  if (above === 0) return 0;
  if (above === x.length) return above - 1;
  return value - x[above - 1] <= x[above] - value ? above - 1 : above;
}
