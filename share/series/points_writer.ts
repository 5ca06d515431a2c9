import {
  FIRST_BUCKET,
  MIN_BUCKETS,
  type SharedAxis,
  type SharedColumns,
  type SharedLevel,
  type SharedPoints,
} from "../../viewer/protocol/shared_site.ts";
import { type ColumnStore, ColumnWriter } from "../column_writer.ts";
import { Bucket, FIRST, LAST, MAX, MIN } from "./bucket.ts";

/** A row of one metric; an axis that it has not is NaN. */
export interface SeriesRow extends Record<SharedAxis, number> {
  y: number;
}

/** Writes the points of one kind of a metric's values, and the pyramid above them. */
export class PointsWriter {
  readonly #store: ColumnStore;
  readonly #columns: Columns;
  readonly #axes: readonly SharedAxis[];
  readonly #hasValues: boolean;
  readonly #hasPyramid: boolean;
  readonly #levels: LevelWriter[] = [];
  #count = 0;

  /**
   * @param axes Those that all rows have.
   * @param hasValues Whether the values are finite numbers.
   * @param hasPyramid Whether there is one above them.
   */
  constructor(
    store: ColumnStore,
    axes: readonly SharedAxis[],
    hasValues: boolean,
    hasPyramid: boolean,
  ) {
    this.#hasPyramid = hasPyramid;
    this.#store = store;
    this.#axes = axes;
    this.#hasValues = hasValues;
    this.#columns = new Columns(store, axes, hasValues);
  }

  /** Adds the next row. */
  push(row: SeriesRow): void {
    this.#columns.push(row.y, row.step, row.timestamp, row.global_step);
    this.#count++;
    if (!this.#hasPyramid) return;
    const level = this.#level(0);
    level.bucket.add(row.y, row.step, row.timestamp, row.global_step);
    if (level.bucket.count === FIRST_BUCKET) this.#emit(0);
  }

  /** Writes what is full, so that memory does not grow with the rows. */
  async flush(): Promise<void> {
    for (
      const { columns, means } of [{ columns: this.#columns, means: undefined }, ...this.#levels]
    ) {
      await columns.flush();
      await means?.flush();
    }
  }

  /** Writes the rest. */
  async finish(): Promise<SharedPoints> {
    for (let level = 0; this.#hasPyramid && bucketCount(this.#count, level) > 1; level++) {
      if (this.#level(level).bucket.count > 0) this.#emit(level);
    }
    const levels: SharedLevel[] = [];
    for (const [level, { columns, means }] of this.#levels.entries()) {
      if (bucketCount(this.#count, level) < MIN_BUCKETS) break;
      levels.push({
        columns: await columns.finish(),
        ...(means === undefined ? {} : { means: await means.finish() }),
      });
    }
    return { count: this.#count, columns: await this.#columns.finish(), levels };
  }

  /** Writes the bucket of a level, and adds it to that of the next. */
  #emit(level: number): void {
    const { bucket, columns, means } = this.#level(level);
    for (const slot of this.#hasValues ? [FIRST, LAST, MIN, MAX] : [FIRST, LAST]) {
      columns.push(...bucket.point(slot));
    }
    means?.push(bucket.mean);
    const above = this.#level(level + 1);
    above.bucket.join(bucket);
    bucket.clear();
    if (above.bucket.count === FIRST_BUCKET * 2 ** (level + 1)) this.#emit(level + 1);
  }

  #level(index: number): LevelWriter {
    return this.#levels[index] ??= {
      bucket: new Bucket(),
      columns: new Columns(this.#store, this.#axes, this.#hasValues),
      ...(this.#hasValues ? { means: new ColumnWriter(this.#store) } : {}),
    };
  }
}

/** A level of a pyramid, and the bucket that is being filled. */
interface LevelWriter {
  bucket: Bucket;
  columns: Columns;
  means?: ColumnWriter;
}

/** The columns of points. */
class Columns {
  readonly #y?: ColumnWriter;
  readonly #step: ColumnWriter;
  readonly #timestamp?: ColumnWriter;
  readonly #globalStep?: ColumnWriter;

  constructor(store: ColumnStore, axes: readonly SharedAxis[], hasValues: boolean) {
    this.#step = new ColumnWriter(store);
    if (hasValues) this.#y = new ColumnWriter(store);
    if (axes.includes("timestamp")) this.#timestamp = new ColumnWriter(store);
    if (axes.includes("global_step")) this.#globalStep = new ColumnWriter(store);
  }

  push(y: number, step: number, timestamp: number, globalStep: number): void {
    this.#y?.push(y);
    this.#step.push(step);
    this.#timestamp?.push(timestamp);
    this.#globalStep?.push(globalStep);
  }

  async flush(): Promise<void> {
    for (const column of [this.#y, this.#step, this.#timestamp, this.#globalStep]) {
      await column?.flush();
    }
  }

  async finish(): Promise<SharedColumns> {
    const [y, step, timestamp, globalStep] = [
      await this.#y?.finish(),
      await this.#step.finish(),
      await this.#timestamp?.finish(),
      await this.#globalStep?.finish(),
    ];
    return {
      ...(y && { y }),
      step,
      ...(timestamp && { timestamp }),
      ...(globalStep && { global_step: globalStep }),
    };
  }
}

function bucketCount(rows: number, level: number): number {
  return Math.ceil(rows / (FIRST_BUCKET * 2 ** level));
}
