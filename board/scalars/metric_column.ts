import { RowList } from "../memory/row_list.ts";
import type { Cell } from "./scalar.ts";
import type { SharedPool } from "../memory/shared_pool.ts";
import type { Column, ColumnValues } from "../../format/block.ts";

/** The types that a metric can have. */
export type MetricType = Cell["type"];

const MIN_CELLS = 16;

/**
 * The cells of one metric in the block that is being filled: only those that
 * have a value.
 */
export class MetricColumn {
  /** The metric's name. */
  readonly name: string;
  /** The metric's type, that of its first value. */
  readonly type: MetricType;
  readonly #pool: SharedPool;
  /** How many cells have a value. */
  #count = 0;
  // An array for each type, so that the fast path meets one kind of array.
  #doubles = new Float64Array(0) as Float64Array;
  #booleans = new Uint8Array(0) as Uint8Array;
  #strings: string[] = [];
  readonly #rows: RowList;

  /** An empty column, whose arrays are of a pool's memory. */
  constructor(name: string, type: MetricType, pool: SharedPool) {
    this.name = name;
    this.type = type;
    this.#pool = pool;
    this.#rows = new RowList(pool);
  }

  /** Whether no cell has a value. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** Adds the value of a row, to a metric of numbers. */
  pushDouble(value: number, row: number): void {
    const count = this.#count;
    if (count === this.#doubles.length) {
      this.#doubles = this.#pool.enlargeArray(this.#doubles, Float64Array, longer(count));
    }
    this.#doubles[count] = value;
    this.#rows.set(count, row);
    this.#count = count + 1;
  }

  /** Adds the value of a row; it has the metric's type. */
  push(value: number | boolean | string, row: number): void {
    if (this.type === "double") return this.pushDouble(value as number, row);
    const count = this.#count;
    if (this.type === "string") {
      this.#strings[count] = value as string;
    } else {
      if (count === this.#booleans.length) {
        this.#booleans = this.#pool.enlargeArray(this.#booleans, Uint8Array, longer(count));
      }
      this.#booleans[count] = Number(value);
    }
    this.#rows.set(count, row);
    this.#count = count + 1;
  }

  /** Takes the last value back. */
  pop(): void {
    this.#count--;
  }

  /** The cells as a column of a block; the next block starts empty. */
  take(): Column {
    const column: Column = { name: this.name, type: this.type, values: this.#takeValues() };
    const rows = this.#rows.take(this.#count);
    if (rows !== undefined) column.rows = rows;
    this.#count = 0;
    return column;
  }

  /** The next block is likely to be as long as this one. */
  #takeValues(): ColumnValues {
    const count = this.#count;
    switch (this.type) {
      case "double": {
        const values = this.#doubles.subarray(0, count);
        this.#doubles = this.#pool.takeArray(Float64Array, count);
        return values;
      }
      case "boolean": {
        const values = this.#booleans.subarray(0, count);
        this.#booleans = this.#pool.takeArray(Uint8Array, count);
        return values;
      }
      case "string": {
        const values = this.#strings;
        values.length = count; // A value that was taken back is still there.
        this.#strings = [];
        return values;
      }
    }
  }
}

function longer(length: number): number {
  return Math.max(MIN_CELLS, 2 * length);
}
