/**
 * What the Parquet backend uses of Arrow: the types of `arrow_bundle.js`, and what that is made of.
 *
 * Of `apache-arrow`, which readers use, 138 files are loaded: for longer than it takes to write the
 * first rows.
 *
 * @module
 */
export {
  Bool,
  Data,
  DataType,
  Field,
  Float64,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  TimestampMicrosecond,
  Uint8,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
