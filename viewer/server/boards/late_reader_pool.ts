import type { BoardTasks, ReadTask } from "../readers/board_tasks.ts";
import type { BoardFolders } from "./board_folders.ts";
import type { ReaderPool } from "./reader_pool.ts";

/**
 * A `ReaderPool` that is loaded with its first task: with it comes DuckDB, which the server's
 * process needs only where it can start no other one to read boards.
 */
export class LateReaderPool implements BoardTasks {
  readonly #folders: BoardFolders;
  #pool?: Promise<ReaderPool>;

  /** Loads nothing yet. */
  constructor(folders: BoardFolders) {
    this.#folders = folders;
  }

  /** Reads something of a board, as {@linkcode BoardTasks} says. */
  async run(id: string, task: ReadTask, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    this.#pool ??= import("./reader_pool.ts")
      .then(({ ReaderPool }) => new ReaderPool(this.#folders));
    return await (await this.#pool).run(id, task, signal);
  }

  /** Closes a board's files once its running tasks have ended. */
  async drop(id: string): Promise<void> {
    await (await this.#pool)?.drop(id);
  }

  /** Closes all boards. What waits is dropped, what runs is not. */
  async close(): Promise<void> {
    await (await this.#pool)?.close();
  }
}
