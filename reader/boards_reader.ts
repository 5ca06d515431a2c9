// deno-lint-ignore-file require-await no-unused-vars
import type * as arrow from "apache-arrow";
import type { BoardSummary } from "./board_summary.ts";
import { BoardReadError } from "./errors.ts";
import type { ExportOptions } from "./export_options.ts";
import type { SqlOptions, SqlParams, SqlResult } from "./sql_result.ts";

const later = () => new BoardReadError("The reader is being built");

/** Many boards, opened for reading. */
export class BoardsReader implements AsyncDisposable {
  readonly boards!: readonly BoardSummary[];
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
