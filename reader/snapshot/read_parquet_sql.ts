import { quoteText } from "../../backends/duckdb/quote.ts";

/** The relation of a table's Parquet files. A file may lack columns that others have. */
export function readParquetSql(paths: readonly string[]): string {
  // Parquet files do not say whether they contain NaN. Where DuckDB assumes that they do not,
  // `loss > 5` and max(loss) miss it, and give other results than for a DuckDB file.
  return `read_parquet([${paths.map(quoteText).join(", ")}], union_by_name = ${paths.length > 1},
    hive_partitioning = false, can_have_nan = true)`;
}
