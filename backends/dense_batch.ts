import type { Block, Column, ColumnValues } from "../format/block.ts";
import type { ColumnDef, ColumnType } from "../format/tables.ts";
import { bitmapBytes, setRangeValid, setValid } from "./validity_bitmap.ts";

/** One column of a {@linkcode DenseBatch}: a cell for every row, and which of them have a value. */
export interface DenseColumn extends ColumnDef {
  /** The cells. The content of one without a value means nothing. */
  values: ColumnValues;
  /** Which cells have a value, as `validity_bitmap.ts` says. */
  validity: Uint8Array;
  /** How many cells have a value. */
  valueCount: number;
}

/**
 * Collects the sparse rows of successive blocks in dense columns, as columnar
 * formats need them, up to a fixed number of rows.
 *
 * Blocks of any size become batches of one size. Each batch has a fixed cost
 * for a backend (a chunk of 2048 rows and 1,000 columns, say), which is paid
 * once per batch and not once per block.
 */
export class DenseBatch {
  /** All columns of the table, in its order. */
  readonly columns: DenseColumn[] = [];
  /** How many rows there are. */
  rowCount = 0;
  readonly #maxRows: number;
  #capacity: number;
  readonly #byName = new Map<string, DenseColumn>();

  /**
   * @param columns The table's columns.
   * @param maxRows How many rows the batch has when it is full.
   */
  constructor(columns: readonly ColumnDef[], maxRows: number) {
    this.#maxRows = maxRows;
    this.#capacity = Math.min(maxRows, 256);
    for (const column of columns) this.addColumn(column);
  }

  /** Adds a column, empty in all rows so far. */
  addColumn({ name, type }: ColumnDef): void {
    const column = {
      name,
      type,
      values: emptyValues(type, this.#capacity),
      validity: new Uint8Array(bitmapBytes(this.#capacity)),
      valueCount: 0,
    };
    this.columns.push(column);
    this.#byName.set(name, column);
  }

  /** Whether there is room for no further row. */
  get full(): boolean {
    return this.rowCount === this.#maxRows;
  }

  /**
   * Copies the rows of a block from `fromRow` on, as many as there is room for.
   * The batch must have all columns of the block.
   *
   * @returns How many rows were copied.
   * @throws {TypeError} Where a column of the block has another type than the
   * table's: file and journal do not belong together.
   */
  add(block: Block, fromRow: number): number {
    const count = Math.min(block.rowCount - fromRow, this.#maxRows - this.rowCount);
    this.#reserve(this.rowCount + count);
    for (const column of block.columns) {
      const target = this.#byName.get(column.name);
      if (target?.type !== column.type) {
        throw new TypeError(
          `Cannot add rows to the table ${block.table}: expected the column ` +
            `${
              JSON.stringify(column.name)
            } to have the type ${target?.type}, received ${column.type}`,
        );
      }
      this.#copy(column, target, fromRow, count);
    }
    this.rowCount += count;
    return count;
  }

  /** Drops all rows; the columns and their memory stay. */
  clear(): void {
    this.rowCount = 0;
    for (const column of this.columns) {
      column.validity.fill(0);
      column.valueCount = 0;
    }
  }

  #copy({ values, rows }: Column, target: DenseColumn, fromRow: number, count: number): void {
    if (rows === undefined) {
      const end = Math.min(values.length, fromRow + count);
      if (end <= fromRow) return;
      copyValues(values, fromRow, end, target.values, this.rowCount);
      setRangeValid(target.validity, this.rowCount, end - fromRow);
      target.valueCount += end - fromRow;
      return;
    }
    const shift = this.rowCount - fromRow;
    const to = target.values as unknown[];
    for (let i = lowerBound(rows, fromRow); i < rows.length && rows[i]! < fromRow + count; i++) {
      const row = rows[i]! + shift;
      to[row] = values[i];
      setValid(target.validity, row);
      target.valueCount++;
    }
  }

  #reserve(rowCount: number): void {
    if (rowCount <= this.#capacity) return;
    this.#capacity = Math.min(this.#maxRows, Math.max(rowCount, this.#capacity * 2));
    for (const column of this.columns) {
      const { values, validity } = column;
      column.values = emptyValues(column.type, this.#capacity);
      copyValues(values, 0, this.rowCount, column.values, 0);
      column.validity = new Uint8Array(bitmapBytes(this.#capacity));
      column.validity.set(validity);
    }
  }
}

function emptyValues(type: ColumnType, length: number): DenseColumn["values"] {
  switch (type) {
    case "double":
      return new Float64Array(length);
    case "boolean":
      return new Uint8Array(length);
    case "int64":
    case "timestamp":
      return new BigInt64Array(length);
    case "int32":
      return new Int32Array(length);
    case "string":
    case "double[]":
    case "int64[]":
      return [];
  }
}

function copyValues(
  from: Column["values"],
  start: number,
  end: number,
  to: DenseColumn["values"],
  offset: number,
): void {
  if (Array.isArray(from)) {
    const target = to as unknown[];
    for (let i = start; i < end; i++) target[offset++] = from[i];
  } else {
    (to as Float64Array).set(from.subarray(start, end) as Float64Array, offset);
  }
}

function lowerBound(rows: Uint32Array, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
