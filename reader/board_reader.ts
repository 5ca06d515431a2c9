// deno-lint-ignore-file require-await no-unused-vars
import type * as arrow from "apache-arrow";
import type { BoardStatus, Metadata } from "../board/metadata.ts";
import { BoardReadError } from "./errors.ts";
import type { ExportOptions } from "./export_options.ts";
import type { MetricInfo } from "./metric_info.ts";
import type { HistogramRow, MediaFilter, MediaRow, RowFilter, TableRow } from "./rows.ts";
import type { Scalars, ScalarsOptions } from "./scalars.ts";
import type { SqlOptions, SqlParams, SqlResult } from "./sql_result.ts";

const later = () => new BoardReadError("The reader is being built");

/** A board, opened for reading. */
export class BoardReader implements AsyncDisposable {
  readonly boardDir!: string;
  readonly boardId!: string;
  get metadata(): Metadata {
    throw later();
  }
  get status(): BoardStatus {
    throw later();
  }
  get live(): boolean {
    throw later();
  }
  get problems(): readonly string[] {
    throw later();
  }
  async metrics(): Promise<MetricInfo[]> {
    throw later();
  }
  async scalars(name: string, options?: ScalarsOptions): Promise<Scalars> {
    throw later();
  }
  async media(filter?: MediaFilter): Promise<MediaRow[]> {
    throw later();
  }
  async tables(filter?: RowFilter): Promise<TableRow[]> {
    throw later();
  }
  async histograms(filter?: RowFilter): Promise<HistogramRow[]> {
    throw later();
  }
  async sql(query: string, params?: SqlParams, options?: SqlOptions): Promise<SqlResult> {
    throw later();
  }
  async toArrow(query: string, params?: SqlParams): Promise<arrow.Table> {
    throw later();
  }
  async exportCsv(target: string, what?: ExportOptions): Promise<number> {
    throw later();
  }
  async exportJson(target: string, what?: ExportOptions): Promise<number> {
    throw later();
  }
  async exportParquet(target: string, what?: ExportOptions): Promise<number> {
    throw later();
  }
  async close(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
