import type { Block } from "../../format/block.ts";
import { keyColumns } from "./key_columns.ts";
import { metricColumns } from "./metric_columns.ts";
import type { RowChunk } from "./row_chunk.ts";
import { type RowPosition, type RowSource, scanRows } from "./scan_rows.ts";

/** Rows of a chunk as a block. */
export interface ReadRows {
  block: Block;
  /** The step of the last row, where its log call has records too. */
  recordsStep?: number;
  /** The place behind the last row. */
  next: RowPosition;
}

/**
 * Makes a block of rows that the board has published.
 *
 * @returns `undefined` where there is none, or where the next one needs columns or records that
 * have not come yet.
 */
export function readRows(
  chunk: RowChunk,
  start: RowPosition,
  source: RowSource,
): ReadRows | undefined {
  const rows = scanRows(chunk, start, source);
  const { entriesAt, recordsStep, next } = rows;
  const { cells } = chunk;
  const [firstAt] = entriesAt;
  if (firstAt === undefined) return undefined;
  const block: Block = {
    table: "metrics",
    rowCount: entriesAt.length,
    firstStep: cells[firstAt + 1] ?? 0,
    lastStep: cells[(entriesAt.at(-1) ?? firstAt) + 1] ?? 0,
    columns: [...keyColumns(cells, entriesAt), ...metricColumns(chunk, rows, source.columns)],
  };
  return { block, next, ...(recordsStep !== undefined && { recordsStep }) };
}
