import { type Block, type Column, type ColumnValues, VALUE_ARRAYS } from "../format/block.ts";
import { aligned } from "../format/block_layout.ts";
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
    this.addColumns(columns);
  }

  /** Adds columns, empty in all rows so far. */
  addColumns(columns: readonly ColumnDef[]): void {
    const allocate = allocator(columns, this.#capacity);
    for (const { name, type } of columns) {
      const column = { name, type, ...allocate(type), valueCount: 0 };
      this.columns.push(column);
      this.#byName.set(name, column);
    }
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
    for (const [index, column] of block.columns.entries()) {
      const likely = this.columns[index]; // Most often a block has the table's columns in their order.
      const target = likely?.name === column.name ? likely : this.#byName.get(column.name);
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
    const allocate = allocator(this.columns, this.#capacity);
    for (const column of this.columns) {
      const { type, values, validity, valueCount } = column;
      Object.assign(column, allocate(type));
      if (valueCount === 0) continue; // Most columns of a wide table may be empty: nothing is touched.
      copyValues(values, 0, this.rowCount, column.values, 0);
      column.validity.set(validity);
    }
  }
}

/** Empty cells. */
type Cells = Pick<DenseColumn, "values" | "validity">;

/**
 * Makes the cells of some columns, to be called for each of them in turn. All values are in one
 * buffer, of which the system clears only the pages that are used, and all bits in another one, which
 * stays in the processor's cache: of ten thousand columns, a block touches each.
 */
function allocator(columns: readonly ColumnDef[], rowCount: number): (type: ColumnType) => Cells {
  const bytesOf = (type: ColumnType) => aligned(cellBytes(type) * rowCount);
  const valueBuffer = new ArrayBuffer(columns.reduce((sum, { type }) => sum + bytesOf(type), 0));
  const validityBytes = bitmapBytes(rowCount);
  const validityBuffer = new ArrayBuffer(columns.length * validityBytes);
  let valuesAt = 0;
  let validityAt = 0;
  return (type) => {
    const values = emptyValues(type, rowCount, valueBuffer, valuesAt);
    const validity = new Uint8Array(validityBuffer, validityAt, validityBytes);
    valuesAt += bytesOf(type);
    validityAt += validityBytes;
    return { values, validity };
  };
}

/** The bytes that a cell of a type has in a typed array: 0 where it is an item of a list. */
function cellBytes(type: ColumnType): number {
  const ArrayType = VALUE_ARRAYS[type];
  return "BYTES_PER_ELEMENT" in ArrayType ? ArrayType.BYTES_PER_ELEMENT : 0;
}

function emptyValues(
  type: ColumnType,
  length: number,
  buffer: ArrayBuffer,
  at: number,
): DenseColumn["values"] {
  const ArrayType = VALUE_ARRAYS[type];
  return "BYTES_PER_ELEMENT" in ArrayType ? new ArrayType(buffer, at, length) : [];
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
    const isWhole = start === 0 && end === from.length;
    const part = isWhole ? from : from.subarray(start, end);
    (to as Float64Array).set(part as Float64Array, offset);
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
