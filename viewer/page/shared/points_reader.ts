import { firstWhere } from "../../../format/first_where.ts";
import {
  FIRST_BUCKET,
  type SharedAxis,
  type SharedColumn,
  type SharedLevel,
  type SharedPoints,
  type ValueKind,
} from "../../protocol/shared_site.ts";
import { computedNumber, isComputed, readColumn } from "./read_column.ts";
import type { SharedParts } from "./shared_parts.ts";

/** The ends of a range are read from a level whose buckets have so many times fewer rows: 2^6. */
const LEVELS_DOWN = 6;
/** So few rows are read as they are, whatever the detail. */
const FEW_ROWS = 256;

/** Points over an axis; of a metric without values, `y` is the same for all. */
export interface AxisPoints {
  x: Float64Array;
  y: Float64Array;
  steps: Float64Array;
}

/** The values of a kind that is no finite number. */
const SAME: Record<Exclude<ValueKind, "finite">, number> = {
  nan: NaN,
  plus: Infinity,
  minus: -Infinity,
};

/** Reads the points of one kind of a metric's values, in the order of an axis. */
export class PointsReader {
  readonly #parts: SharedParts;
  readonly #points: SharedPoints;
  readonly #axis: SharedAxis;
  readonly #kind: ValueKind;
  readonly #x: SharedColumn;
  /** How many points a bucket has. */
  readonly #slots: number;

  /** @throws {RangeError} Where the points have no such axis. */
  constructor(parts: SharedParts, points: SharedPoints, axis: SharedAxis, kind: ValueKind) {
    const x = points.columns[axis];
    if (x === undefined) throw new RangeError(`These points have no ${axis}`);
    this.#parts = parts;
    this.#points = points;
    this.#axis = axis;
    this.#kind = kind;
    this.#x = x;
    this.#slots = kind === "finite" ? 4 : 2;
  }

  /** Whether the values are finite numbers. */
  get isFinite(): boolean {
    return this.#kind === "finite";
  }

  /** How many points there are. */
  get count(): number {
    return this.#points.count;
  }

  /**
   * The index of the first point at or above an x; of the first point above it, where `isAbove`.
   * `count` if there is none.
   */
  async find(x: number, isAbove = false): Promise<number> {
    const isPast = (at: number) => isAbove ? at > x : at >= x;
    const { count, levels } = this.#points;
    if (isComputed(this.#x)) {
      return firstWhere(0, count, (index) => isPast(computedNumber(this.#x, index)));
    }
    // From the highest level down: within the first bucket whose last point is past x.
    let [from, to] = [0, count];
    for (let level = levels.length - 1; level >= 0; level -= LEVELS_DOWN) {
      const rows = bucketRows(level);
      const first = Math.floor(from / rows);
      const end = Math.ceil(to / rows);
      const xs = await this.#readSlots(level, this.#axis, first, end);
      const found = firstWhere(
        first,
        end,
        (bucket) => isPast(xs[(bucket - first) * this.#slots + 1] ?? NaN),
      );
      if (found === end) return to;
      [from, to] = [found * rows, Math.min(count, (found + 1) * rows)];
    }
    const xs = await readColumn(this.#parts, this.#x, from, to);
    return firstWhere(from, to, (index) => isPast(xs[index - from] ?? NaN));
  }

  /**
   * The level whose buckets show a range in some number of them, -1 for the points themselves.
   *
   * @param rowsPerBucket How many rows a bucket may have, at least.
   */
  levelFor(rowsPerBucket: number): number {
    const level = Math.ceil(Math.log2(rowsPerBucket / FIRST_BUCKET));
    return Math.min(level, this.#points.levels.length - 1);
  }

  /** Reads points as they are, the last one not included. */
  async rows(from: number, to: number): Promise<AxisPoints> {
    const { columns } = this.#points;
    const [x, y, steps] = await Promise.all([
      readColumn(this.#parts, this.#x, from, to),
      this.#readValues(columns.y, from, to),
      this.#axis === "step" ? undefined : readColumn(this.#parts, columns.step, from, to),
    ]);
    return { x, y, steps: steps ?? x };
  }

  /**
   * Reads the points that show a range: of each bucket that is wholly within it those that the
   * level keeps, and at its ends those of lower levels. None is there twice.
   */
  async shape(from: number, to: number, level: number): Promise<AxisPoints[]> {
    if (to <= from) return [];
    if (level < 0 || to - from <= FEW_ROWS) return [await this.rows(from, to)];
    const { count } = this.#points;
    const rows = bucketRows(level);
    const first = Math.ceil(from / rows);
    // The last bucket of all has fewer rows.
    const end = to === count ? Math.ceil(to / rows) : Math.floor(to / rows);
    if (first >= end) return await this.shape(from, to, level - LEVELS_DOWN);
    const parts = await Promise.all([
      this.shape(from, first * rows, level - LEVELS_DOWN),
      this.#buckets(level, first, end),
      this.shape(Math.min(to, end * rows), to, level - LEVELS_DOWN),
    ]);
    return parts.flat();
  }

  /** The means of all buckets of a level; `undefined` where they are not kept. */
  async means(
    level: number,
  ): Promise<{ x: Float64Array; y: Float64Array; counts: Float64Array } | undefined> {
    const means = this.#points.levels[level]?.means;
    if (means === undefined) return undefined;
    const rows = bucketRows(level);
    const count = Math.ceil(this.count / rows);
    const [xs, y] = await Promise.all([
      this.#readSlots(level, this.#axis, 0, count),
      readColumn(this.#parts, means, 0, count),
    ]);
    const x = y.map((_, i) => (xs[i * this.#slots] ?? 0) / 2 + (xs[i * this.#slots + 1] ?? 0) / 2);
    const counts = y.map((_, i) => Math.min(rows, this.count - i * rows));
    return { x, y, counts };
  }

  async #buckets(level: number, first: number, end: number): Promise<AxisPoints> {
    const [x, y, steps] = await Promise.all([
      this.#readSlots(level, this.#axis, first, end),
      this.#readValues(this.#level(level).columns.y, first * this.#slots, end * this.#slots),
      this.#axis === "step" ? undefined : this.#readSlots(level, "step", first, end),
    ]);
    return { x, y, steps: steps ?? x };
  }

  #readSlots(level: number, axis: SharedAxis, first: number, end: number): Promise<Float64Array> {
    const column = this.#level(level).columns[axis];
    if (column === undefined) throw new RangeError(`A level has no ${axis}`);
    return readColumn(this.#parts, column, first * this.#slots, end * this.#slots);
  }

  async #readValues(
    column: SharedColumn | undefined,
    from: number,
    to: number,
  ): Promise<Float64Array> {
    if (this.#kind !== "finite") return new Float64Array(to - from).fill(SAME[this.#kind]);
    if (column === undefined) throw new RangeError("A metric has no values");
    return await readColumn(this.#parts, column, from, to);
  }

  #level(index: number): SharedLevel {
    const level = this.#points.levels[index];
    if (level === undefined) throw new RangeError(`There is no level ${index}`);
    return level;
  }
}

function bucketRows(level: number): number {
  return FIRST_BUCKET * 2 ** level;
}
