import { RowList } from "../memory/row_list.ts";
import type { Cell } from "./scalar.ts";
import type { SharedPool } from "../memory/shared_pool.ts";
import type { Column, ColumnValues } from "../../format/block.ts";

/** The types that a metric can have. */
export type MetricType = Cell["type"];

const MIN_CELLS = 16;

/** The cells of one metric in the block that is being filled. Empty cells take no memory. */
export class MetricColumn {
  readonly name: string;
  /** The type of the metric's first value. */
  readonly type: MetricType;
  readonly #pool: SharedPool;
  /** How many cells have a value. */
  #count = 0;
  // One field per type. So the fast path only ever sees one kind of array, and V8 optimizes for it.
  #doubles = new Float64Array(0) as Float64Array;
  #booleans = new Uint8Array(0) as Uint8Array;
  #strings: string[] = [];
  readonly #rows: RowList;

  /** @param pool Where the memory of its arrays comes from. */
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

  /** Adds the value of a row. Only for metrics of the type `double`. */
  pushDouble(value: number, row: number): void {
    const count = this.#count;
    if (count === this.#doubles.length) {
      this.#doubles = this.#pool.enlargeArray(this.#doubles, Float64Array, longerThan(count));
    }
    this.#doubles[count] = value;
    this.#rows.set(count, row);
    this.#count = count + 1;
  }

  /** Adds the value of a row, which must have the metric's type. */
  push(value: number | boolean | string, row: number): void {
    if (this.type === "double") return this.pushDouble(value as number, row);
    const count = this.#count;
    if (this.type === "string") {
      this.#strings[count] = value as string;
    } else {
      if (count === this.#booleans.length) {
        this.#booleans = this.#pool.enlargeArray(this.#booleans, Uint8Array, longerThan(count));
      }
      this.#booleans[count] = Number(value);
    }
    this.#rows.set(count, row);
    this.#count = count + 1;
  }

  /** Removes the last value. */
  pop(): void {
    this.#count--;
  }

  /** Removes the value of a row, if that is the last one. */
  popRow(row: number): void {
    if (this.#rows.last(this.#count) === row) this.#count--;
  }

  /** Returns the cells as a column of a block, and starts the next block. */
  take(): Column {
    const column: Column = { name: this.name, type: this.type, values: this.#takeValues() };
    const rows = this.#rows.take(this.#count);
    if (rows !== undefined) column.rows = rows;
    this.#count = 0;
    return column;
  }

  /** The new arrays are as long as the old ones: the next block is likely to be so too. */
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
        values.length = count; // pop() leaves the value there.
        this.#strings = [];
        return values;
      }
    }
  }
}

function longerThan(length: number): number {
  return Math.max(MIN_CELLS, 2 * length);
}
