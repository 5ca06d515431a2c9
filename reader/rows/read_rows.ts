import { join } from "@std/path";
import { quoteText } from "../../backends/duckdb/quote.ts";
import type { TableColumnType, TableName } from "../../format/tables.ts";
import type { HistogramRow, MediaFilter, MediaRow, TableCellValue, TableRow } from "./rows.ts";
import { isRemote } from "../snapshot/remote.ts";
import type { SqlValue } from "../query/sql_result.ts";

const MEDIA_TYPES = ["image", "video", "audio"];

/** A row as a query gave it. */
type Row = Record<string, SqlValue>;

/** The query for the rows of a table that a filter lets through. */
export function rowsQuery(
  table: Exclude<TableName, "metrics">,
  relation: string,
  filter: MediaFilter,
): string {
  checkFilter(table, filter);
  const { name, type, step, from, to, limit } = filter;
  const where = [
    name !== undefined && `name = ${quoteText(name)}`,
    type !== undefined && `type = ${quoteText(type)}`,
    step !== undefined && `step = ${step}`,
    from !== undefined && `step >= ${from}::DOUBLE`,
    to !== undefined && `step <= ${to}::DOUBLE`,
  ].filter((part) => part !== false);
  // Rows of one step stand in the order in which they were logged.
  return `SELECT * FROM ${relation} ${where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""}
    ${limit === undefined ? "" : `LIMIT ${limit}`}`;
}

function checkFilter(table: string, { name, type, step, from, to, limit }: MediaFilter): void {
  const refuse = (option: string, expected: string, received: unknown) => {
    throw new RangeError(
      `Cannot read the ${table}: expected ${option} to be ${expected}, received ${
        String(received)
      }`,
    );
  };
  if (name !== undefined && typeof name !== "string") refuse("name", "a string", name);
  if (type !== undefined && !MEDIA_TYPES.includes(type)) {
    refuse("type", `one of ${MEDIA_TYPES.join(", ")}`, type);
  }
  if (step !== undefined && !Number.isSafeInteger(step)) refuse("step", "an integer", step);
  for (const [option, value] of Object.entries({ from, to })) {
    if (value !== undefined && !Number.isFinite(value)) refuse(option, "a number", value);
  }
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1)) {
    refuse("limit", "an integer of 1 or more", limit);
  }
}

/** A row of `media`. @param boardDir Where the board is now. */
export function toMediaRow(row: Row, boardDir: string): MediaRow {
  const filename = text(row.filename);
  return {
    ...keysOf(row),
    caption: text(row.caption),
    mediaId: text(row.media_id),
    type: row.type as MediaRow["type"],
    filename,
    path: filename === null
      ? null
      : isRemote(boardDir)
      ? `${boardDir}/media/${filename}`
      : join(boardDir, "media", filename),
    sizeBytes: number(row.size_bytes),
    format: text(row.format),
    width: number(row.width),
    height: number(row.height),
  };
}

/** A row of `tables`. */
export function toTableRow(row: Row): TableRow {
  const columnTypes = parse<TableColumnType[]>(row.column_types);
  return {
    ...keysOf(row),
    columns: parse<string[]>(row.columns),
    columnTypes,
    rows: parse<TableCellValue[][]>(row.rows).map((cells) =>
      cells.map((cell, column) => toCellValue(cell, columnTypes[column]))
    ),
  };
}

/** What JSON has no number for stands as text there. */
const NUMBERS: Readonly<Record<string, number>> = {
  NaN: NaN,
  Infinity: Infinity,
  "-Infinity": -Infinity,
};

function toCellValue(cell: TableCellValue, type: TableColumnType): TableCellValue {
  if (typeof cell !== "string") return cell;
  if (type === "number") return NUMBERS[cell] ?? cell;
  const medium = type === "media" ? /^<media id=([0-9a-f]{64})>$/.exec(cell) : null;
  return medium === null ? cell : { mediaId: medium[1] };
}

/** A row of `histograms`. */
export function toHistogramRow(row: Row): HistogramRow {
  return {
    ...keysOf(row),
    bins: Float64Array.from((row.bins ?? []) as number[]),
    counts: Float64Array.from((row.counts ?? []) as number[], Number),
    min: number(row.min),
    max: number(row.max),
    mean: number(row.mean),
    std: number(row.std),
    count: Number(row.count),
    nanCount: Number(row.nan_count),
    infCount: Number(row.inf_count),
  };
}

function keysOf(row: Row) {
  return {
    step: Number(row.step),
    globalStep: number(row.global_step),
    timestamp: row.timestamp as Date,
    name: String(row.name),
  };
}

function parse<T>(json: SqlValue): T {
  return JSON.parse(String(json ?? "[]"));
}

function text(value: SqlValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function number(value: SqlValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
