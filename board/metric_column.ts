import type { Cell } from "./scalar.ts";
import type { Column, ColumnType } from "../writer/block.ts";

/** The types that a metric can have. */
export type MetricType = Cell["type"];

type Values = Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | string[];

const FEWEST_CELLS = 16;

/**
 * The cells of one metric in the block that is being filled.
 *
 * Only cells that have a value are kept. As long as every row has one, their
 * rows need not be kept either.
 */
export class MetricColumn {
  /** The metric's name. */
  readonly name: string;
  /** The metric's type, that of its first value. */
  readonly type: MetricType;
  /**
   * The cells. A value may be written at `count`, where {@linkcode reserve}
   * made room; it counts once {@linkcode push} is called.
   */
  values: Values;
  /** How many cells have a value. */
  count = 0;
  #rows?: Uint32Array<ArrayBuffer>;

  /** An empty column. */
  constructor(name: string, type: MetricType) {
    this.name = name;
    this.type = type;
    this.values = emptyValues(type, FEWEST_CELLS);
  }

  /** Makes room for one more value. */
  reserve(): void {
    if (Array.isArray(this.values) || this.count < this.values.length) return;
    const larger = emptyValues(this.type, this.count * 2) as Float64Array<ArrayBuffer>;
    larger.set(this.values);
    this.values = larger;
  }

  /** Counts the value that was written at `count`, as the one of a row. */
  push(row: number): void {
    if (this.#rows !== undefined || row !== this.count) this.#pushRow(row);
    this.count++;
  }

  /** The cells as a column of a block; the next block starts empty. */
  take(): Column {
    const { name, type, count } = this;
    const column: Column = { name, type, values: this.values };
    if (Array.isArray(this.values)) {
      this.values.length = count; // A refused call leaves its value behind them.
      this.values = [];
    } else {
      column.values = this.values.subarray(0, count);
      // The next block is likely to be like this one.
      this.values = emptyValues(type, Math.max(FEWEST_CELLS, count));
    }
    if (this.#rows !== undefined) column.rows = this.#rows.subarray(0, count);
    this.#rows = undefined;
    this.count = 0;
    return column;
  }

  #pushRow(row: number): void {
    const { count } = this;
    if (this.#rows === undefined) {
      this.#rows = new Uint32Array(Math.max(FEWEST_CELLS, count + 1));
      for (let i = 0; i < count; i++) this.#rows[i] = i;
    } else if (count === this.#rows.length) {
      const larger = new Uint32Array(count * 2);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows[count] = row;
  }
}

function emptyValues(type: ColumnType, length: number): Values {
  if (type === "double") return new Float64Array(length);
  return type === "boolean" ? new Uint8Array(length) : [];
}
