/**
 * Makes typed rows of what a query gives.
 *
 * @module
 */
import { join } from "@std/path";
import { findJsonExcess, METADATA_LIMITS } from "../../format/json_limits.ts";
import { isStoredFile } from "../../format/stored_files.ts";
import { attempt } from "../../system/attempt.ts";
import { linkInfoIfThere } from "../../system/file_info.ts";
import type { TableColumnType } from "../../format/tables.ts";
import type { SqlValue } from "../query/sql_result.ts";
import { isRemoteAddress } from "../shared/remote_address.ts";
import type { FileRow, HistogramRow, MediaRow, TableCellValue, TableRow } from "./rows.ts";

/** The remarks on a file have no more characters. */
const MAX_METADATA_LENGTH = 1024 ** 2;

/** As much of a name is in an error. */
const MAX_NAME_LENGTH = 100;

/** A row as a query gives it, by column. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A row of `media`. @param boardDir The board's folder now; it may have been moved. */
export function toMediaRow(row: SqlRow, boardDir: string): MediaRow {
  const filename = text(row.filename);
  return {
    ...keysOf(row),
    caption: text(row.caption),
    mediaId: text(row.media_id),
    type: String(row.type) as MediaRow["type"],
    filename,
    path: filename === null
      ? null
      : isRemoteAddress(boardDir)
      ? `${boardDir}/media/${filename}`
      : join(boardDir, "media", filename),
    sizeBytes: number(row.size_bytes),
    format: text(row.format),
    width: number(row.width),
    height: number(row.height),
  };
}

/** A row of `tables`. */
export function toTableRow(row: SqlRow): TableRow {
  const { step, name } = keysOf(row);
  try {
    const columnTypes = parse<TableColumnType[]>(row.column_types);
    return {
      ...keysOf(row),
      columns: parse<string[]>(row.columns),
      columnTypes,
      rows: parse<TableCellValue[][]>(row.rows).map((cells) =>
        cells.map((cell, column) => toCellValue(cell, columnTypes[column]))
      ),
    };
  } catch (cause) {
    const table = `the table ${JSON.stringify(name.slice(0, MAX_NAME_LENGTH))} of step ${step}`;
    throw new RangeError(`Cannot read ${table}: it is none as boards have it`, { cause });
  }
}

/** Numbers that JSON does not have are strings in it. */
const NUMBERS: Readonly<Record<string, number>> = {
  NaN: NaN,
  Infinity: Infinity,
  "-Infinity": -Infinity,
};

function toCellValue(cell: TableCellValue, type?: TableColumnType): TableCellValue {
  if (typeof cell !== "string") return cell;
  if (type === "number") return NUMBERS[cell] ?? cell;
  const [, mediaId] = (type === "media" && /^<media id=([0-9a-f]{64})>$/.exec(cell)) || [];
  return mediaId === undefined ? cell : { mediaId };
}

/** A row of `files`. @param boardDir The board's folder now; it may have been moved. */
export function toFileRow(row: SqlRow, boardDir: string): FileRow {
  const filename = String(row.filename);
  return {
    number: Number(row.number),
    step: number(row.step),
    globalStep: number(row.global_step),
    timestamp: row.timestamp instanceof Date ? row.timestamp : null,
    name: String(row.name),
    filename,
    path: storedFilePath(filename, boardDir),
    sourcePath: String(row.path),
    sizeBytes: Number(row.size_bytes),
    sha256: String(row.sha256),
    metadata: toMetadata(row.metadata),
  };
}

/** Where a content is; `null` where it is not. Whoever made the board may have written any name. */
export function storedFilePath(filename: string, boardDir: string): string | null {
  if (!isStoredFile(filename)) return null;
  if (isRemoteAddress(boardDir)) return `${boardDir}/files/${encodeURIComponent(filename)}`;
  const path = join(boardDir, "files", filename);
  return linkInfoIfThere(path)?.isFile ? path : null;
}

/** What was said of a file, as much of it as a script could have said. */
function toMetadata(json: SqlValue | undefined): FileRow["metadata"] {
  const text = String(json ?? "null");
  if (text.length > MAX_METADATA_LENGTH) return null;
  if (findJsonExcess(text, METADATA_LIMITS) !== undefined) return null;
  const found: unknown = attempt(() => JSON.parse(text));
  return typeof found === "object" && !Array.isArray(found) ? found as FileRow["metadata"] : null;
}

/** A row of `histograms`. */
export function toHistogramRow(row: SqlRow): HistogramRow {
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

function keysOf(row: SqlRow) {
  return {
    step: Number(row.step),
    globalStep: number(row.global_step),
    timestamp: row.timestamp instanceof Date ? row.timestamp : null,
    name: String(row.name),
  };
}

function parse<T>(json: SqlValue | undefined): T {
  return JSON.parse(String(json ?? "[]"));
}

function text(value: SqlValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function number(value: SqlValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
