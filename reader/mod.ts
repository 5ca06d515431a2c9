/**
 * Reads boards: from any process, while a run is live, after it was killed,
 * and years later.
 *
 * {@linkcode openBoard} opens one board, {@linkcode openBoards} many as if they
 * were one, {@linkcode listBoards} and {@linkcode resolveBoard} find them,
 * {@linkcode verifyBoard} looks for damage. The
 * reader never writes to a board, and holds no file of it between two calls.
 *
 * @example A board, by its methods and in SQL
 * ```ts
 * import { Board } from "@kohakuboard/client";
 * import { openBoard, resolveBoard } from "@kohakuboard/client/reader";
 * import { assertEquals } from "@std/assert";
 *
 * const baseDir = Deno.makeTempDirSync();
 * const board = new Board({ name: "read", baseDir });
 * for (let i = 0; i < 5000; i++) board.log({ loss: i === 2500 ? 99 : 1 / (1 + i) });
 * await board.finish();
 *
 * await using reader = await openBoard(await resolveBoard(baseDir, "latest"));
 * const { x, y } = await reader.scalars("loss", { maxPoints: 100 });
 * assertEquals(x[y.indexOf(99)], 2500); // Sampling keeps extremes and gaps.
 *
 * const { rows } = await reader.sql("SELECT count(*), max(loss) FROM metrics WHERE step > $step", {
 *   step: 2500,
 * });
 * assertEquals(rows, [[2499, 1 / 2502]]);
 * ```
 *
 * @module
 */
export { listBoards } from "./list_boards.ts";
export type { ListOptions } from "./list_options.ts";
export { openBoard } from "./open_board.ts";
export { openBoards } from "./open_boards.ts";
export { resolveBoard } from "./resolve_board.ts";
export {
  exportDataset,
  type ExportDatasetOptions,
  type ExportedDataset,
  type ExportProgress,
} from "./dataset/export_dataset.ts";
export { verifyBoard } from "./verify/verify_board.ts";
export type {
  BoardVerification,
  FoundDamage,
  VerifyOptions,
  VerifyProgress,
} from "./verify/board_verification.ts";
export { BoardReader } from "./board_reader.ts";
export type { BoardOverview } from "./board_overview.ts";
export { BoardsReader } from "./boards_reader.ts";
export {
  BoardNotFoundError,
  BoardReadError,
  QueryError,
  type QueryErrorKind,
} from "./shared/errors.ts";
export { type SqlColumn, SqlResult } from "./query/sql_result.ts";
export type { CallOptions } from "./shared/call_options.ts";
export type { SqlOptions, SqlParam, SqlParams, SqlValue } from "./query/sql_result.ts";
export type { BoardCounts, BoardSummary } from "./board_summary.ts";
export type { BoardLabels } from "./annotations/board_labels.ts";
export type { BoardFilter } from "./board_filter.ts";
export type { ExportOptions } from "./export/export_options.ts";
export type { OpenOptions } from "./shared/open_options.ts";
export type { StoreAccess } from "./shared/store_access.ts";
export type { BoardExtent } from "./metrics/board_extent.ts";
export type { MetricInfo, MetricType } from "./metrics/metric_info.ts";
export type { LoggedName } from "./rows/logged_names.ts";
export type { NamedTable } from "./rows/rows_sql.ts";
export type { BucketMeans } from "./metrics/bucket_means.ts";
export type {
  GroupBand,
  GroupCenter,
  GroupedAxis,
  GroupedOptions,
  GroupedScalars,
  ScalarsGroup,
} from "./grouped/grouped_scalars.ts";
export type { Scalars, ScalarsAxis, ScalarsOptions } from "./metrics/scalars.ts";
export type {
  FileRow,
  HistogramRow,
  LoggedRow,
  MediaFilter,
  MediaRow,
  RowFilter,
  TableCellValue,
  TableRow,
} from "./rows/rows.ts";
export type { BoardStatus, Metadata } from "../format/metadata.ts";
export type { ConfigChange } from "../format/config_changes.ts";
export type { Rewind } from "../format/rewinds.ts";
export type { RunLabels } from "../format/run_labels.ts";
export type { SummaryRule, SummaryValue } from "../format/run_summary.ts";
export type { JsonValue } from "../format/json_value.ts";
export type { EventTable, LogTable, TableName } from "../format/tables.ts";
export type { MediaType } from "../format/media_formats.ts";
export type { TableColumnType } from "../format/tables.ts";
export type { ServerToken } from "../stores/http_token.ts";
