/** The places of a bucket's points. */
export const FIRST = 0;
/** See {@linkcode FIRST}. */
export const LAST = 1;
/** See {@linkcode FIRST}. */
export const MIN = 2;
/** See {@linkcode FIRST}. */
export const MAX = 3;

/** How many numbers a point has: its value, step, time and global step. */
const WIDTH = 4;

/** Some neighbouring rows of a metric: how many, the mean, and the points that show them. */
export class Bucket {
  /** How many rows it has. */
  count = 0;
  /** The mean of their values. */
  mean = 0;
  readonly #points = new Float64Array(4 * WIDTH);

  /** Adds the next row. */
  add(y: number, step: number, timestamp: number, globalStep: number): void {
    if (this.count === 0) {
      for (let slot = 0; slot < 4; slot++) this.#set(slot, y, step, timestamp, globalStep);
    } else {
      this.#set(LAST, y, step, timestamp, globalStep);
      // Of equal extremes the first is kept.
      if (y < this.#value(MIN)) this.#set(MIN, y, step, timestamp, globalStep);
      if (y > this.#value(MAX)) this.#set(MAX, y, step, timestamp, globalStep);
    }
    this.#addMean(y, 1);
  }

  /** Adds the rows of the next bucket. */
  join(next: Bucket): void {
    if (this.count === 0) this.#points.set(next.#points);
    else {
      this.#take(LAST, next);
      if (next.#value(MIN) < this.#value(MIN)) this.#take(MIN, next);
      if (next.#value(MAX) > this.#value(MAX)) this.#take(MAX, next);
    }
    this.#addMean(next.mean, next.count);
  }

  /** A point: its value, step, time and global step. */
  point(slot: number): [y: number, step: number, timestamp: number, globalStep: number] {
    const at = slot * WIDTH;
    const [y = NaN, step = NaN, timestamp = NaN, globalStep = NaN] = this.#points.subarray(
      at,
      at + WIDTH,
    );
    return [y, step, timestamp, globalStep];
  }

  /** Empties it. */
  clear(): void {
    this.count = 0;
    this.mean = 0;
  }

  /** By parts: the sum of very great numbers is infinite. */
  #addMean(mean: number, count: number): void {
    const total = this.count + count;
    this.mean = this.mean * (this.count / total) + mean * (count / total);
    this.count = total;
  }

  #value(slot: number): number {
    return this.#points[slot * WIDTH] ?? NaN;
  }

  #set(slot: number, y: number, step: number, timestamp: number, globalStep: number): void {
    const at = slot * WIDTH;
    this.#points[at] = y;
    this.#points[at + 1] = step;
    this.#points[at + 2] = timestamp;
    this.#points[at + 3] = globalStep;
  }

  #take(slot: number, from: Bucket): void {
    const at = slot * WIDTH;
    this.#points.set(from.#points.subarray(at, at + WIDTH), at);
  }
}
