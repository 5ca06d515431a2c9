import duckdb from "@duckdb/node-bindings";
import { DenseBatch, type DenseColumn } from "../dense_batch.ts";
import type { Block } from "../../format/block.ts";
import type { ColumnDef, ColumnType } from "../../format/tables.ts";
import { bitmapBytes, isValid } from "../validity_bitmap.ts";
import type { ChunkAppender, InsertChunk, OpenAppender } from "./chunk_appender.ts";

/** The rows of one of DuckDB's vectors, and so of a data chunk. */
const MAX_CHUNK_ROWS = 2048;
/** But no more cells than this, 32 MB of numbers: a chunk is in memory twice, and then in an appender. */
const MAX_CHUNK_CELLS = 4 * 1024 ** 2;
/**
 * An appender keeps what it was given, until it is closed or has 204,800 rows: of 5,000 columns that
 * is 8 GB. It is closed after so many cells, 128 MB of numbers. No sooner: what closes it is planned
 * as a query is, of 10,000 columns for 0.3 s.
 */
const MAX_APPENDER_CELLS = 16_000_000;
/** Rows of a table with so many columns may be inserted without the empty ones … */
const MIN_SPARSE_COLUMNS = 256;
/** … if no more than this share of the columns has a value in them. */
const MAX_SPARSE_SHARE = 1 / 4;

const TYPE_IDS: Readonly<Record<ColumnType, duckdb.Type>> = {
  double: duckdb.Type.DOUBLE,
  boolean: duckdb.Type.BOOLEAN,
  string: duckdb.Type.VARCHAR,
  int64: duckdb.Type.BIGINT,
  int32: duckdb.Type.INTEGER,
  timestamp: duckdb.Type.TIMESTAMP,
  "double[]": duckdb.Type.DOUBLE,
  "int64[]": duckdb.Type.BIGINT,
};

const LIST_TYPES: readonly ColumnType[] = ["double[]", "int64[]"];

/**
 * Appends blocks to one table of the attached file, a data chunk at a time.
 *
 * It uses `@duckdb/node-bindings`, on which `@duckdb/node-api` is built: there
 * the memory of a whole column is copied into a vector at once, where the
 * other sets it value by value.
 */
export class DuckDbTableWriter {
  readonly #openAppender: OpenAppender;
  readonly #insertChunk?: InsertChunk;
  #batch: DenseBatch;
  readonly #names: Set<string>;
  #appender?: ChunkAppender;
  /** How many cells the appender was given. */
  #appenderCells = 0;
  /**
   * Filled anew for each 2048 rows. Only the garbage collector frees a chunk, which does not know how
   * large it is: of 5,000 columns 82 MB.
   */
  #chunk?: duckdb.DataChunk;

  /**
   * @param openAppender Opens what appends to the table; it is closed before columns are added.
   * @param columns The columns that the table has, in its order.
   * @param insertChunk Inserts rows of which most columns are empty. Default: these are appended too.
   */
  constructor(
    openAppender: OpenAppender,
    columns: readonly ColumnDef[],
    insertChunk?: InsertChunk,
  ) {
    this.#openAppender = openAppender;
    this.#insertChunk = insertChunk;
    this.#batch = newBatch(columns);
    this.#names = new Set(columns.map(({ name }) => name));
  }

  /** Whether the table has a column. */
  hasColumn(name: string): boolean {
    return this.#names.has(name);
  }

  /** How many columns the table has. */
  get columnCount(): number {
    return this.#names.size;
  }

  /** Columns were added to the table, after a call of {@linkcode finish}. */
  addColumns(columns: readonly ColumnDef[]): void {
    this.#batch = newBatch([...this.#batch.columns, ...columns]);
    for (const { name } of columns) this.#names.add(name);
    this.#chunk = undefined;
  }

  /** Appends the rows of a block; the table must have all of its columns. */
  async append(block: Block): Promise<void> {
    for (let row = 0; row < block.rowCount;) {
      row += this.#batch.add(block, row);
      if (this.#batch.full) await this.#writeBatch();
    }
  }

  /** Gives all rows to DuckDB's transaction. More may be appended later. */
  async finish(): Promise<void> {
    if (this.#batch.rowCount > 0) await this.#writeBatch();
    this.#closeAppender();
  }

  /** Drops the rows that DuckDB does not have yet. */
  drop(): void {
    try {
      this.#appender?.clear();
      this.#appender?.close();
    } catch {
      // Its rows are dropped with the transaction, which is rolled back.
    }
    this.#appender = undefined;
  }

  async #writeBatch(): Promise<void> {
    const { columns } = this.#batch;
    const filled = columns.filter(({ valueCount }) => valueCount > 0);
    const isSparse = columns.length >= MIN_SPARSE_COLUMNS &&
      filled.length <= columns.length * MAX_SPARSE_SHARE;
    if (isSparse && this.#insertChunk !== undefined) {
      this.#closeAppender(); // Its rows are before these.
      const chunk = createChunk(filled);
      this.#fill(chunk, filled);
      await this.#insertChunk(filled, chunk);
    } else {
      this.#appender ??= await this.#openAppender();
      this.#fill(this.#chunk ??= createChunk(columns), columns);
      this.#appender.append(this.#chunk);
      this.#appenderCells += this.#batch.rowCount * columns.length;
      if (this.#appenderCells >= MAX_APPENDER_CELLS) this.#closeAppender();
    }
    this.#batch.clear();
  }

  #fill(chunk: duckdb.DataChunk, columns: readonly DenseColumn[]): void {
    const { rowCount } = this.#batch;
    duckdb.data_chunk_reset(chunk);
    duckdb.data_chunk_set_size(chunk, rowCount);
    columns.forEach((column, index) =>
      fillVector(duckdb.data_chunk_get_vector(chunk, index), column, rowCount)
    );
  }

  #closeAppender(): void {
    this.#appenderCells = 0;
    this.#appender?.close();
    this.#appender = undefined;
  }
}

function newBatch(columns: readonly ColumnDef[]): DenseBatch {
  const rows = Math.floor(MAX_CHUNK_CELLS / columns.length);
  return new DenseBatch(columns, Math.min(MAX_CHUNK_ROWS, rows));
}

function createChunk(columns: readonly ColumnDef[]): duckdb.DataChunk {
  return duckdb.create_data_chunk(columns.map(({ type }) => logicalType(type)));
}

function logicalType(type: ColumnType): duckdb.LogicalType {
  const item = duckdb.create_logical_type(TYPE_IDS[type]);
  return LIST_TYPES.includes(type) ? duckdb.create_list_type(item) : item;
}

/** A list's cell is the place of its items in the vector of all items: offset and length. */
function fillListVector(vector: duckdb.Vector, column: DenseColumn, rowCount: number): void {
  const lists = column.values as Float64Array[];
  const cells = new BigUint64Array(2 * rowCount);
  const parts: { list: Float64Array; start: number }[] = [];
  let itemCount = 0;
  for (let row = 0; row < rowCount; row++) {
    const list = isValid(column.validity, row) ? lists[row] : undefined;
    const length = list?.length ?? 0;
    cells[2 * row] = BigInt(itemCount);
    cells[2 * row + 1] = BigInt(length);
    if (list !== undefined && length > 0) parts.push({ list, start: itemCount });
    itemCount += length;
  }
  duckdb.list_vector_reserve(vector, itemCount);
  duckdb.list_vector_set_size(vector, itemCount);
  const items = duckdb.list_vector_get_child(vector);
  for (const { list, start } of parts) {
    const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = list;
    const target = start * BYTES_PER_ELEMENT;
    duckdb.copy_data_to_vector(items, target, buffer as ArrayBuffer, byteOffset, byteLength);
  }
  duckdb.copy_data_to_vector(vector, 0, cells.buffer, 0, cells.byteLength);
}

function fillVector(vector: duckdb.Vector, column: DenseColumn, rowCount: number): void {
  const { values, validity, valueCount } = column;
  if (LIST_TYPES.includes(column.type)) {
    fillListVector(vector, column, rowCount);
  } else if (Array.isArray(values)) {
    for (let row = 0; row < rowCount; row++) {
      if (isValid(validity, row)) {
        duckdb.vector_assign_string_element(vector, row, values[row] as string);
      }
    }
  } else if (valueCount > 0) {
    const byteCount = rowCount * values.BYTES_PER_ELEMENT;
    duckdb.copy_data_to_vector(
      vector,
      0,
      values.buffer as ArrayBuffer,
      values.byteOffset,
      byteCount,
    );
  }
  if (valueCount < rowCount) {
    const { buffer, byteOffset } = validity;
    const byteCount = bitmapBytes(rowCount);
    duckdb.vector_ensure_validity_writable(vector); // Without it there is no memory to copy to.
    duckdb.copy_data_to_vector_validity(
      vector,
      0,
      buffer as ArrayBuffer,
      byteOffset,
      byteCount,
    );
  }
}
