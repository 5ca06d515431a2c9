/**
 * The four tables of a board and their columns: the one place from which
 * DuckDB's, Parquet's and Arrow's schemas, the writer's rows and the reader's
 * empty tables are made. `docs/schema.md` says what each column means.
 *
 * @module
 */

/** The four tables of a board. */
export type TableName = "metrics" | "media" | "tables" | "histograms";

/** All tables of a board. */
export const TABLE_NAMES: readonly TableName[] = ["metrics", "media", "tables", "histograms"];

/** The type of a column's cells. Each has one SQL type, and one array type in a block. */
export type ColumnType =
  | "double"
  | "boolean"
  | "string"
  | "int64"
  | "int32"
  | "timestamp"
  | "double[]"
  | "int64[]";

/** Name and type of a column. */
export interface ColumnDef {
  /** The column's name. */
  name: string;
  /** The type of its cells. */
  type: ColumnType;
}

/** The columns that every table begins with; no metric may take their names. */
export const KEY_COLUMNS: readonly ColumnDef[] = [
  { name: "step", type: "int64" },
  { name: "global_step", type: "int64" },
  { name: "timestamp", type: "timestamp" },
];

/**
 * The columns of each table behind {@linkcode KEY_COLUMNS}, in their order.
 * `metrics` has one more for each metric, in the order of their first use.
 */
export const TABLE_COLUMNS = {
  metrics: [],
  media: [
    { name: "name", type: "string" },
    { name: "caption", type: "string" },
    { name: "media_id", type: "string" },
    { name: "type", type: "string" },
    { name: "filename", type: "string" },
    { name: "path", type: "string" },
    { name: "size_bytes", type: "int64" },
    { name: "format", type: "string" },
    { name: "width", type: "int32" },
    { name: "height", type: "int32" },
  ],
  tables: [
    { name: "name", type: "string" },
    { name: "columns", type: "string" },
    { name: "column_types", type: "string" },
    { name: "rows", type: "string" },
  ],
  histograms: [
    { name: "name", type: "string" },
    { name: "bins", type: "double[]" },
    { name: "counts", type: "int64[]" },
    { name: "min", type: "double" },
    { name: "max", type: "double" },
    { name: "mean", type: "double" },
    { name: "std", type: "double" },
    { name: "count", type: "int64" },
    { name: "nan_count", type: "int64" },
    { name: "inf_count", type: "int64" },
  ],
} as const satisfies Readonly<Record<TableName, readonly ColumnDef[]>>;

/** The type of a column in a table that was logged. */
export type TableColumnType = "text" | "number" | "boolean" | "media";
