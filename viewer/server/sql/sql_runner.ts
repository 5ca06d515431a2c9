import type { CheckedSqlRequest, SqlReply } from "../../protocol/api.ts";
import type { BoardFolders } from "../boards/board_folders.ts";
import { Limiter } from "../http/limiter.ts";
import { SqlProcess } from "./sql_process.ts";

const MAX_PROCESSES = 2;
const MAX_WAITING = 16;
/** Of one person at a team's server. */
const SHARE = { running: 1, waiting: 4 };

/** Runs the users' own queries, two at a time, each by another of a team's people. */
export class SqlRunner {
  readonly #folders: BoardFolders;
  readonly #limiter = new Limiter(MAX_PROCESSES, MAX_WAITING, SHARE);
  readonly #idle: SqlProcess[] = [];

  /** A runner for the boards of a folder; no process is started yet. */
  constructor(folders: BoardFolders) {
    this.#folders = folders;
  }

  /**
   * Runs a query.
   *
   * @param who Whose it is, on a server that knows people.
   * @throws {RequestError} If it has no result, or too many queries wait.
   */
  run(request: CheckedSqlRequest, signal: AbortSignal, who?: string): Promise<SqlReply> {
    return this.#limiter.run(
      async () => {
        const { query, params, maxRows, timeoutMs, board, boards } = request;
        const target = board === undefined
          ? { baseDir: this.#folders.baseDir, ids: safeIds(this.#folders, boards) }
          : { boardDir: this.#folders.findSafeForSql(board) };
        const process = this.#idle.pop() ?? new SqlProcess(this.#folders.baseDir);
        try {
          return await process.run({ query, params, maxRows, timeoutMs, ...target }, signal);
        } finally {
          this.#idle.push(process);
        }
      },
      signal,
      who,
    );
  }

  /** Ends the processes that wait for the next query. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.map((process) => process.close()));
  }
}

/** The boards that are safe to query: one that is not leaves out no other. */
function safeIds(folders: BoardFolders, wanted?: readonly string[]): string[] {
  for (const id of wanted ?? []) folders.find(id);
  return (wanted ?? folders.ids()).filter((id) => {
    try {
      folders.findSafeForSql(id);
      return true;
    } catch {
      return false;
    }
  });
}
