/**
 * An experiment tracker for everyone who trains and evaluates models in
 * TypeScript: a script logs to a {@linkcode Board} without waiting for the disk,
 * and finds its runs as DuckDB or Parquet files in a local folder.
 *
 * @example
 * ```ts
 * import { Board } from "@kohakuboard/client";
 * import { assertEquals } from "@std/assert";
 *
 * const baseDir = Deno.makeTempDirSync();
 * const board = new Board({ name: "first_run", config: { lr: 0.01 }, baseDir });
 * for (let i = 0; i < 100; i++) {
 *   board.log({ loss: Math.exp(-i / 20), "train/accuracy": i / 100 });
 * }
 * await board.finish();
 * assertEquals(board.currentStep, 99);
 * ```
 *
 * @module
 */
export { Board } from "./board/board.ts";
export { Media } from "./board/media/media.ts";
export type { MediaData, MediaOptions } from "./board/media/media.ts";
export type { CaptionOptions, ImagesOptions } from "./board/media/media_list.ts";
export type { ImageTensor, Pixels } from "./board/media/pixels.ts";
export type { Samples } from "./board/media/samples.ts";
export type { Encoded } from "./board/media/encoded.ts";
export type { NumberArray } from "./board/checks/number_arrays.ts";
export { Table } from "./board/media/table.ts";
export type { TableOptions, TableRows } from "./board/media/table.ts";
export type { TableCell } from "./board/media/table_cell.ts";
export { Histogram } from "./board/media/histogram.ts";
export type { HistogramOptions, HistogramValues } from "./board/media/histogram.ts";
export type { FileOptions } from "./board/files/logged_file.ts";
export type { MediaType } from "./format/media_formats.ts";
export type { TableColumnType } from "./format/tables.ts";
export { BoardClosedError, BoardLockedError, BoardWriteError } from "./format/errors.ts";
export type { AlertLevel, AlertOptions, AlertRules } from "./board/alerts.ts";
export type { BoardOptions } from "./board/options.ts";
export type { LabelOptions } from "./board/run_labels.ts";
export type { SummaryRule, SummaryValue } from "./format/run_summary.ts";
export type { FinishOptions } from "./board/finish_options.ts";
export type { JsonValue } from "./format/json_value.ts";
export type { OnInvalid } from "./board/scalars/metrics_packer.ts";
export type { LogValue, LogValues } from "./board/log_values.ts";
export type { Scalar, ScalarTensor } from "./board/scalars/scalar.ts";
export { BackendBusyError, BackendDamagedError } from "./backends/backend.ts";
export type {
  Backend,
  BackendOptions,
  ByteRange,
  IsKept,
  OpenBackend,
} from "./backends/backend.ts";
export type { TableState } from "./format/table_state.ts";
export type { Block, Column, ColumnValues } from "./format/block.ts";
export type { ColumnDef, ColumnType, EventTable, LogTable, TableName } from "./format/tables.ts";
