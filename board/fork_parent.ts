import { checkBoardFolders } from "../format/board_folders.ts";
import type { BoardLock } from "../format/board_lock.ts";
import { formatOfBackend } from "../format/files_format.ts";
import { hasJournal } from "../format/guess_metadata.ts";
import { checkSparseFiles } from "../format/sparse_files.ts";
import type { TableState } from "../format/table_state.ts";
import { isEventTable } from "../format/tables.ts";
import { linkInfoIfThere } from "../system/file_info.ts";
import { type EarlierMetadata, readEarlierMetadata } from "./earlier_metadata.ts";
import { lockEndedBoard } from "./lock_ended_board.ts";

/** The board that a new one is a fork of, locked until it is disposed of. */
export class ForkParent implements Disposable {
  readonly #lock: BoardLock;
  /** Its metadata. */
  readonly earlier: EarlierMetadata;

  /**
   * Locks it.
   *
   * @throws {BoardLockedError} Where a process writes it.
   * @throws {Error} Where it is no finished board of DuckDB's or Parquet's.
   */
  constructor(boardDir: string) {
    const refuse = (reason: string) => new Error(`Cannot fork ${boardDir}: ${reason}`);
    if (!linkInfoIfThere(boardDir)?.isDirectory) throw refuse("there is no such board");
    checkBoardFolders(boardDir);
    this.#lock = lockEndedBoard(boardDir, "fork");
    try {
      const earlier = readEarlierMetadata(boardDir, "fork");
      if (earlier === undefined) throw refuse("it is no board");
      const { backend } = earlier.metadata;
      if (formatOfBackend(backend) === undefined) {
        throw refuse(`expected the backend duckdb or parquet, found ${JSON.stringify(backend)}`);
      }
      checkSparseFiles(boardDir, backend);
      if (hasJournal(boardDir)) {
        throw refuse("its run was cut off; complete it with kobo repair, or resume and finish it");
      }
      this.earlier = earlier;
    } catch (error) {
      this.#lock.release();
      throw error;
    }
  }

  /** Lets it go. */
  [Symbol.dispose](): void {
    this.#lock.release();
  }
}

/**
 * Checks that a fork has all of the history that it was asked for.
 *
 * @throws {RangeError} Where the parent ends before.
 */
export function checkForked(tables: readonly TableState[], boardDir: string, step: number): void {
  const steps = tables.filter(({ table }) => !isEventTable(table)).map(({ lastStep }) => lastStep);
  const last = Math.max(-1, ...steps);
  if (last === step) return;
  const found = last === -1 ? "it has none" : `its last one is ${last}`;
  throw new RangeError(`Cannot fork ${boardDir} at step ${step}: ${found}`);
}
