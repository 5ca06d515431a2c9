import type { TableName } from "../../format/tables.ts";
import type { BoardSnapshot } from "./board_snapshot.ts";

/** Opens snapshots of one board, one after another. */
export interface SnapshotSource {
  /** The board's damage, as far as the last snapshot showed it. */
  readonly problems: readonly string[];
  /**
   * Waits until nobody else in this thread has the board's files, and takes them. It asks for them
   * before it returns.
   *
   * @returns What gives them back.
   */
  lock(): Promise<() => void>;
  /**
   * Opens a snapshot of the locked files.
   *
   * @throws {FilesChangedError} Where files changed meanwhile: the next attempt will succeed.
   * @throws {BoardReadError} Where the board cannot be read.
   */
  open(): Promise<BoardSnapshot>;
  /**
   * Records that a table turned out to be damaged while it was read from the
   * files of the last snapshot.
   *
   * @returns Whether that was unknown, so that the next snapshot will differ.
   */
  addDamagedTable(table: TableName, reason: string): boolean;
  /** Removes from DuckDB what it has put there; between two snapshots, and for good. */
  release(): Promise<void>;
}
