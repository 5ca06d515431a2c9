import type duckdb from "@duckdb/node-bindings";
import type { ColumnDef } from "../../format/tables.ts";

/** Appends data chunks to one table, in the transaction of its connection. */
export interface ChunkAppender {
  /** Appends the rows of a chunk. */
  append(chunk: duckdb.DataChunk): void;
  /** Drops what DuckDB's transaction does not have yet. */
  clear(): void;
  /** Gives all rows to the transaction. No chunk may be appended any more. */
  close(): void;
}

/** Opens one for a table; the table's columns must not change as long as it is open. */
export type OpenAppender = () => ChunkAppender | Promise<ChunkAppender>;

/** Inserts the rows of a chunk into one table, of which the chunk has only some columns. */
export type InsertChunk = (columns: readonly ColumnDef[], chunk: duckdb.DataChunk) => Promise<void>;
