import type {
  CheckedRowsQuery,
  CheckedSeriesRequest,
  StepsQuery,
  TextsQuery,
} from "../../protocol/api.ts";

/** What is read of a board. The reply is JSON, but for a series, whose reply is its frame. */
export type ReadTask =
  /** A `ReadDetails`: for the list of boards, unless `isAsked`. */
  | { kind: "details"; isAsked?: boolean }
  | { kind: "media" | "tables" | "histograms"; query: CheckedRowsQuery }
  /** `elsewhere` has the names of contents that come when they are asked for. */
  | { kind: "files"; elsewhere?: readonly string[] }
  | { kind: "alerts" }
  | { kind: "steps"; query: StepsQuery }
  | { kind: "texts"; query: TextsQuery }
  | { kind: "series"; request: CheckedSeriesRequest };

/** Reads boards, in this process or in others. */
export interface BoardTasks {
  /**
   * Reads something of a board.
   *
   * @returns The reply, in bytes.
   * @throws {RequestError} `not_found`, `busy`, `cancelled`, `timeout`, or
   * `failed` if the board cannot be read.
   */
  run(
    id: string,
    task: ReadTask,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Closes a board's files once its running tasks have ended. */
  drop(id: string): Promise<void>;
  /** Closes all boards. */
  close(): Promise<void>;
}
