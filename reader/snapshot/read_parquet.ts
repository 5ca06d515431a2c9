import { quoteText } from "../../backends/duckdb/quote.ts";

/** The rows of a table's Parquet files, as what stands behind FROM. Files may lack columns that others have. */
export function readParquet(paths: readonly string[]): string {
  // A file does not say whether it has NaN. Where DuckDB takes it that none is
  // there, `loss > 5` misses it, and so does max(loss): both see it in a DuckDB file.
  return `read_parquet([${paths.map(quoteText).join(", ")}], union_by_name = ${paths.length > 1},
    hive_partitioning = false, can_have_nan = true)`;
}
