/**
 * The tables of a board and their columns: the one place from which
 * DuckDB's, Parquet's and Arrow's schemas, the writer's rows and the reader's
 * empty tables are made. `docs/schema.md` says what each column means.
 *
 * The rows of four tables are what log calls have logged: each call has the next step, by which the
 * rows of a table are in order. The rows of the **event tables** belong to no log call: they come
 * at any time, several at one step, and are in order by their `number`. A board has an event table
 * from its first row on.
 *
 * @module
 */

/** A table of what log calls have logged. */
export type LogTable = "metrics" | "media" | "tables" | "histograms";

/** A table of what belongs to no log call. */
export type EventTable = "files" | "system" | "alerts";

/** A table of a board. */
export type TableName = LogTable | EventTable;

/** The tables of what log calls have logged; every board has them. */
export const LOG_TABLES: readonly LogTable[] = ["metrics", "media", "tables", "histograms"];

/** The tables of what belongs to no log call; a board has those with rows. */
export const EVENT_TABLES: readonly EventTable[] = ["files", "system", "alerts"];

/** All tables of a board. The number of a table on disk is its place here: new ones come last. */
export const TABLE_NAMES: readonly TableName[] = [...LOG_TABLES, ...EVENT_TABLES];

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

/**
 * As many metrics as a board may have: each is a column, and DuckDB takes four times as long for twice
 * as many of them. Of 20,000 a commit takes seconds and half a gigabyte, of 50,000 a minute.
 */
export const MAX_METRICS = 20_000;

/**
 * A table with more columns is not read: a stranger's board may have a million. Behind its metrics a
 * board has room for columns that somebody has added.
 */
export const MAX_COLUMNS = 25_000;

/** The columns that every table begins with; no metric may take their names. */
export const KEY_COLUMNS: readonly ColumnDef[] = [
  { name: "step", type: "int64" },
  { name: "global_step", type: "int64" },
  { name: "timestamp", type: "timestamp" },
];

/** The column by which the rows of an event table are in order: it rises from row to row. */
export const NUMBER_COLUMN = { name: "number", type: "int64" } as const satisfies ColumnDef;

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
  files: [
    NUMBER_COLUMN,
    { name: "name", type: "string" },
    { name: "filename", type: "string" },
    { name: "path", type: "string" },
    { name: "size_bytes", type: "int64" },
    { name: "sha256", type: "string" },
    { name: "metadata", type: "string" },
    { name: "keep", type: "int32" },
  ],
  system: [
    NUMBER_COLUMN,
    { name: "name", type: "string" },
    { name: "value", type: "double" },
  ],
  alerts: [
    NUMBER_COLUMN,
    { name: "level", type: "string" },
    { name: "title", type: "string" },
    { name: "text", type: "string" },
  ],
} as const satisfies Readonly<Record<TableName, readonly ColumnDef[]>>;

/** Whether a table is one of what belongs to no log call. */
export function isEventTable(table: TableName): table is EventTable {
  return EVENT_TABLES.some((name) => name === table);
}

/** The column by which the rows of a table are in order: rows that come later have greater values. */
export function orderColumn(table: TableName): "step" | "number" {
  return isEventTable(table) ? NUMBER_COLUMN.name : "step";
}

/** The type of a column in a table that was logged. */
export type TableColumnType = "text" | "number" | "boolean" | "media";
