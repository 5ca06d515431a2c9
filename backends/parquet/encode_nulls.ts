import * as parquet from "parquet-wasm";
import type { ColumnType } from "../../format/tables.ts";
import { encodeEmptyBatch } from "./arrow_batch.ts";
import { writerProperties } from "./writer_properties.ts";

/** A Parquet file of one column, in one row group, without any value. */
export function encodeNulls(type: ColumnType, rowCount: number): Uint8Array {
  const columns = [{ name: "empty", type }];
  const table = parquet.Table.fromIPCStream(encodeEmptyBatch(columns, rowCount));
  return parquet.writeParquet(table, writerProperties(columns, rowCount));
}
