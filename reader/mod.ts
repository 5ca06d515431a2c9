/**
 * Reads boards: from any process, while a run is live and long after.
 *
 * @module
 */
export { listBoards, type ListOptions } from "./list_boards.ts";
export { openBoard } from "./open_board.ts";
export { openBoards } from "./open_boards.ts";
export { resolveBoard } from "./resolve_board.ts";
export {
  exportDataset,
  type ExportDatasetOptions,
  type ExportedDataset,
} from "./export_dataset.ts";
export { BoardReader } from "./board_reader.ts";
export { BoardsReader } from "./boards_reader.ts";
export { BoardNotFoundError, BoardReadError, QueryError, type QueryErrorKind } from "./errors.ts";
export { type SqlColumn, SqlResult } from "./sql_result.ts";
export type { SqlOptions, SqlParam, SqlParams, SqlValue } from "./sql_result.ts";
export type { BoardCounts, BoardSummary } from "./board_summary.ts";
export type { BoardFilter } from "./board_filter.ts";
export type { ExportOptions } from "./export_options.ts";
export type { OpenOptions } from "./open_options.ts";
export type { MetricInfo, MetricType } from "./metric_info.ts";
export type { Scalars, ScalarsAxis, ScalarsOptions } from "./scalars.ts";
export type {
  HistogramRow,
  LoggedRow,
  MediaFilter,
  MediaRow,
  RowFilter,
  TableCellValue,
  TableRow,
} from "./rows.ts";
export type { BoardStatus, Metadata } from "../board/metadata.ts";
export type { JsonValue } from "../board/options.ts";
export type { TableName } from "../writer/block.ts";
export type { MediaType, TableColumnType } from "../writer/records.ts";
