import { realPath } from "../system/real_path.ts";
import { type BoardReader, newBoardReader } from "./board_reader.ts";
import { openBoard } from "./open_board.ts";
import { checkFolder } from "./folder/check_folder.ts";
import type { OpenOptions } from "./shared/open_options.ts";
import { SharedDuckDb } from "./snapshot/shared_duckdb.ts";

/**
 * Opens boards of one folder for a moment each, one after another, all in one DuckDB, which may read
 * that folder and nothing else. A list of thousands of boards is read so. What users ask in SQL is
 * not: there a board has a DuckDB of its own, which may read that board alone.
 */
export class BoardVisitor {
  readonly #baseDir: string;
  readonly #options: OpenOptions;
  #shared?: SharedDuckDb;
  #queue: Promise<unknown> = Promise.resolve();

  /** Opens nothing yet. @param baseDir The folder, absolute. */
  constructor(baseDir: string, options: OpenOptions = {}) {
    this.#baseDir = baseDir;
    this.#options = options;
  }

  /**
   * Does some work with a board.
   *
   * @param boardDir The board's folder, with no link in its path.
   * @param filesProblem Why its files are left out where a run was cut off. Default: they are read.
   * @throws {BoardReadError} As {@linkcode openBoard}.
   */
  visit<T>(
    boardDir: string,
    work: (reader: BoardReader) => Promise<T>,
    filesProblem?: string,
  ): Promise<T> {
    const result = this.#queue.then(async () => {
      await using reader = await this.#open(boardDir, filesProblem);
      return await work(reader);
    });
    this.#queue = result.catch(() => {});
    return result;
  }

  /** Waits for what was begun, and ends. */
  async close(): Promise<void> {
    await this.#queue;
    this.#shared?.close();
    this.#shared = undefined;
  }

  async #open(boardDir: string, filesProblem?: string): Promise<BoardReader> {
    const root = realPath(this.#baseDir);
    // DuckDB looks for the WAL of such a file elsewhere, which only openBoard() allows.
    if (root.includes("?")) return await openBoard(boardDir, this.#options);
    checkFolder(boardDir, "the board");
    this.#shared ??= new SharedDuckDb({
      directories: [root],
      memoryLimitBytes: this.#options.memoryLimitBytes,
    });
    return newBoardReader(boardDir, this.#options, undefined, {
      shared: this.#shared,
      filesProblem,
    });
  }
}
