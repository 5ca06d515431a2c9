/**
 * What readers use of `@duckdb/node-api`: the types of `duckdb_bundle.js`, and what that is made of.
 *
 * The package is 124 files, and to load them takes longer than to load DuckDB itself.
 *
 * @module
 */
export {
  DOUBLE,
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  DuckDBUnionValue,
  DuckDBVarCharVector,
  TIMESTAMP,
} from "@duckdb/node-api";
