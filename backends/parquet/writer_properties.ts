import * as parquet from "parquet-wasm";
import type { ColumnDef } from "../../format/tables.ts";
import { MAX_ROW_GROUP_BYTES } from "./row_group_size.ts";

/**
 * How parquet-wasm encodes a file.
 *
 * Dictionaries are for strings alone: tried on noisy doubles they cost five
 * times the time and make larger files. Statistics are those of row groups:
 * those of pages are lost when row groups are copied.
 *
 * @param columns The columns of the file.
 * @param rowGroupSize How many rows a row group has.
 */
export function writerProperties(
  columns: readonly ColumnDef[],
  rowGroupSize: number,
): parquet.WriterProperties {
  let builder = new parquet.WriterPropertiesBuilder()
    .setCompression(parquet.Compression.SNAPPY)
    .setMaxRowGroupSize(rowGroupSize)
    .setMaxRowGroupBytes(MAX_ROW_GROUP_BYTES)
    .setStatisticsEnabled(parquet.EnabledStatistics.Chunk)
    .setDictionaryEnabled(false);
  for (const { name, type } of columns) {
    if (type === "string") builder = builder.setColumnDictionaryEnabled(name, true);
  }
  return builder.build();
}
