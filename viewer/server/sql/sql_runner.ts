import type { CheckedSqlRequest, SqlReply } from "../../protocol/api.ts";
import type { BoardFolders } from "../boards/board_folders.ts";
import { Limiter } from "../http/limiter.ts";
import { RequestError } from "../http/request_error.ts";
import { SqlCrashError, SqlProcess } from "./sql_process.ts";

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
        const ids = board === undefined ? safeIds(this.#folders, boards) : [board];
        const target = board === undefined
          ? { baseDir: this.#folders.baseDir, ids }
          : { boardDir: this.#folders.findSafeForSql(board) };
        const task = { query, params, maxRows, timeoutMs, ...target };
        const process = this.#idle.pop() ?? new SqlProcess(this.#folders.baseDir);
        try {
          return await process.run(task, signal);
        } catch (error) {
          const crash = error instanceof RequestError ? error.cause : undefined;
          if (!(crash instanceof SqlCrashError)) throw error;
          if (!ids.some((id) => this.#folders.hasJournal(id))) throw error;
          // A file of a run that was cut off may be to blame: the journal has its rows.
          const filesProblem = `The process of a query has crashed (${crash.message})`;
          return await process.run({ ...task, filesProblem }, signal);
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
