import type { SqlParam, SqlReply, SqlRequest } from "../../protocol/api.ts";
import type { BoardFolders } from "../boards/board_folders.ts";
import {
  checkNames,
  expected,
  type Fields,
  optionalInteger,
  optionalList,
  optionalText,
  requiredText,
} from "../http/check_values.ts";
import { Limiter } from "../http/limiter.ts";
import { SqlProcess } from "./sql_process.ts";

const NAMES = ["query", "board", "boards", "params", "maxRows", "timeoutMs"];
const MAX_PARAMS = 1000;
const PROCESSES = 2;
const MAX_WAITING = 16;

/** A request for a query with all its defaults, checked. */
export type CheckedSqlRequest = SqlRequest & Required<Pick<SqlRequest, "maxRows" | "timeoutMs">>;

/** What a body of `POST /api/sql` asks for. */
export function checkSqlRequest(body: Fields): CheckedSqlRequest {
  checkNames("the body", body, NAMES);
  const board = optionalText(body, "board", 1000);
  const boards = optionalList(
    body,
    "boards",
    10_000,
    (item) => typeof item === "string" ? item : undefined,
  );
  if (board !== undefined && boards !== undefined) {
    throw expected("boards", 'left out beside "board"', boards);
  }
  return {
    query: requiredText(body, "query", 100_000),
    board,
    boards,
    params: checkParams(body.params),
    maxRows: optionalInteger(body, "maxRows", 1, 10_000) ?? 1000,
    timeoutMs: optionalInteger(body, "timeoutMs", 1, 30_000) ?? 10_000,
  };
}

/** Runs queries of the user's, few at a time. */
export class SqlRunner {
  readonly #folders: BoardFolders;
  readonly #limiter = new Limiter(PROCESSES, MAX_WAITING);
  readonly #idle: SqlProcess[];

  /** Runs queries on the boards of a folder. */
  constructor(folders: BoardFolders) {
    this.#folders = folders;
    this.#idle = Array.from({ length: PROCESSES }, () => new SqlProcess());
  }

  /**
   * Runs one.
   *
   * @throws {RequestError} Where it has no answer, or too many wait.
   */
  run(request: CheckedSqlRequest, signal: AbortSignal): Promise<SqlReply> {
    return this.#limiter.run(async () => {
      const { query, params, maxRows, timeoutMs, board, boards } = request;
      const what = board === undefined
        ? { baseDir: this.#folders.baseDir, ids: safeIds(this.#folders, boards) }
        : { boardDir: this.#folders.findSafeForSql(board) };
      const process = this.#idle.pop()!; // There is one for each that the limiter lets run.
      try {
        return await process.run({ query, params, maxRows, timeoutMs, ...what }, signal);
      } finally {
        this.#idle.push(process);
      }
    }, signal);
  }

  /** Ends the processes of those that wait for the next query. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.map((process) => process.close()));
  }
}

/** A broken board, or one that must not be read, leaves the others to be asked. */
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

function checkParams(params: unknown): SqlRequest["params"] {
  if (params === undefined || params === null) return undefined;
  const values = typeof params === "object" ? Object.values(params) : [params];
  const fit = typeof params === "object" && values.length <= MAX_PARAMS && values.every(isParam);
  if (!fit) throw expected("params", "a list or an object of plain values", params);
  return params as SqlRequest["params"];
}

function isParam(value: unknown): value is SqlParam {
  return value === null || ["boolean", "number", "string"].includes(typeof value);
}
