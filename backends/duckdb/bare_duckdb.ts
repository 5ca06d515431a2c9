import duckdb from "@duckdb/node-bindings";
import type { ChunkAppender } from "./chunk_appender.ts";

/** A text of no more bytes than this stands in its cell; of a longer one the cell has the address. */
const INLINE_BYTES = 12;
const TEXT_CELL_BYTES = 16;
/**
 * An instance of DuckDB and a connection, with no more than a writer needs.
 *
 * It uses `@duckdb/node-bindings` alone. `@duckdb/node-api`, which is built on it, is 124 files, and
 * to load them takes longer than to commit the first rows; readers load them as one file.
 */
export class BareDuckDb {
  readonly #database: duckdb.Database;
  readonly #connection: duckdb.Connection;

  private constructor(database: duckdb.Database, connection: duckdb.Connection) {
    this.#database = database;
    this.#connection = connection;
  }

  /** Opens an instance in memory, to which files can be attached. */
  static async open(options: Readonly<Record<string, string>>): Promise<BareDuckDb> {
    const config = duckdb.create_config();
    for (const [name, value] of Object.entries(options)) duckdb.set_config(config, name, value);
    const database = await duckdb.open(":memory:", config);
    return new BareDuckDb(database, await duckdb.connect(database));
  }

  /** Runs a statement. */
  async run(sql: string): Promise<void> {
    await duckdb.query(this.#connection, sql);
  }

  /**
   * The rows of a query whose columns are of the types `BIGINT` and `VARCHAR`.
   *
   * @throws {TypeError} For a column of another type.
   */
  async rows(sql: string): Promise<(bigint | string | null)[][]> {
    const result = await duckdb.query(this.#connection, sql);
    const rows: (bigint | string | null)[][] = [];
    for (let index = 0; index < duckdb.result_chunk_count(result); index++) {
      const chunk = duckdb.result_get_chunk(result, index);
      const rowCount = duckdb.data_chunk_get_size(chunk);
      const columns = Array.from(
        { length: duckdb.column_count(result) },
        (_, column) =>
          readVector(
            duckdb.data_chunk_get_vector(chunk, column),
            duckdb.column_type(result, column),
            rowCount,
          ),
      );
      for (let row = 0; row < rowCount; row++) {
        rows.push(columns.map((cells) => cells[row] ?? null));
      }
    }
    return rows;
  }

  /** Appends data chunks to a table of an attached file. */
  openAppender(table: string, schema: string, database: string): ChunkAppender {
    const appender = duckdb.appender_create_ext(this.#connection, database, schema, table);
    return {
      append: (chunk) => duckdb.append_data_chunk(appender, chunk),
      clear: () => duckdb.appender_clear(appender),
      close: () => duckdb.appender_close_sync(appender),
    };
  }

  /** Closes it. */
  close(): void {
    duckdb.disconnect_sync(this.#connection);
    duckdb.close_sync(this.#database);
  }
}

function readVector(
  vector: duckdb.Vector,
  type: duckdb.Type,
  rowCount: number,
): (bigint | string | null)[] {
  const read = readerOf(vector, type, rowCount);
  const validity = duckdb.vector_get_validity(vector, 8 * Math.ceil(rowCount / 64));
  return Array.from(
    { length: rowCount },
    (_, row) => duckdb.validity_row_is_valid(validity, row) ? read(row) : null,
  );
}

function readerOf(
  vector: duckdb.Vector,
  type: duckdb.Type,
  rowCount: number,
): (row: number) => bigint | string {
  const cells = (bytesPerCell: number) => {
    const { buffer, byteOffset, byteLength } = duckdb.vector_get_data(
      vector,
      bytesPerCell * rowCount,
    );
    return new DataView(buffer, byteOffset, byteLength);
  };
  switch (type) {
    case duckdb.Type.BIGINT: {
      const view = cells(BigInt64Array.BYTES_PER_ELEMENT);
      return (row) => view.getBigInt64(row * BigInt64Array.BYTES_PER_ELEMENT, true);
    }
    case duckdb.Type.VARCHAR: {
      const view = cells(TEXT_CELL_BYTES);
      return (row) => readText(view, row * TEXT_CELL_BYTES);
    }
    default:
      throw new TypeError(
        `Cannot read a column: expected BIGINT or VARCHAR, received type ${type}`,
      );
  }
}

/** A cell has the length of a text, and then the text itself or, behind its start, its address. */
function readText(view: DataView, at: number): string {
  const byteCount = view.getUint32(at, true);
  const bytes = byteCount <= INLINE_BYTES
    ? new Uint8Array(view.buffer, view.byteOffset + at + 4, byteCount)
    : duckdb.get_data_from_pointer(
      view.buffer as ArrayBuffer,
      view.byteOffset + at + 8,
      byteCount,
    );
  return new TextDecoder().decode(bytes);
}
