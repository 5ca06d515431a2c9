/**
 * An experiment tracker for everyone who trains and evaluates models in
 * TypeScript: a script logs to a {@linkcode Board}, which never keeps it
 * waiting, and finds its runs as DuckDB or Parquet files in a local folder.
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
export { Media } from "./board/media.ts";
export type { MediaData, MediaOptions } from "./board/media.ts";
export type { CaptionOptions, ImagesOptions } from "./board/media_list.ts";
export type { ImageTensor, Pixels } from "./board/pixels.ts";
export type { Samples } from "./board/samples.ts";
export type { Encoded } from "./board/encoded.ts";
export type { NumberArray } from "./board/elements.ts";
export { Table } from "./board/table.ts";
export type { TableOptions, TableRows } from "./board/table.ts";
export type { TableCell } from "./board/table_cell.ts";
export { Histogram } from "./board/histogram.ts";
export type { HistogramOptions, HistogramValues } from "./board/histogram.ts";
export type { MediaType, TableColumnType } from "./writer/records.ts";
export { BoardClosedError, BoardLockedError, BoardWriteError } from "./board/errors.ts";
export type { BoardOptions, JsonValue } from "./board/options.ts";
export type { OnInvalid } from "./board/metrics_packer.ts";
export type { Scalar, ScalarTensor } from "./board/scalar.ts";
export { BackendBusyError, BackendDamagedError } from "./backends/backend.ts";
export type { Backend, BackendOptions, OpenBackend, TableState } from "./backends/backend.ts";
export type {
  Block,
  Column,
  ColumnDef,
  ColumnType,
  ColumnValues,
  TableName,
} from "./writer/block.ts";
