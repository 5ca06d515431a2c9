import { openBoard, openBoards } from "../../reader/mod.ts";
import type { Json, SqlParam, SqlReply, SqlRequest } from "./api.ts";
import type { BoardFolders } from "./board_folders.ts";
import { checkNames, expected, type Fields, optionalInteger } from "./check_values.ts";
import { optionalList, optionalText, requiredText } from "./check_values.ts";
import { toJson } from "./to_json.ts";

const NAMES = ["query", "board", "boards", "params", "maxRows", "timeoutMs"];
const MAX_PARAMS = 1000;
/** What one query may take. What does not fit fails. */
const LIMITS = { memoryLimitBytes: 512 * 1024 ** 2 };

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

/**
 * Runs a query of the user's with a reader of its own: however long it takes,
 * charts of the same board go on.
 */
export async function runSql(
  folders: BoardFolders,
  { query, board, boards, params, maxRows, timeoutMs }: CheckedSqlRequest,
  signal: AbortSignal,
): Promise<SqlReply> {
  const start = performance.now();
  await using reader = board === undefined
    ? await openBoards(folders.baseDir, { ids: safeIds(folders, boards) }, LIMITS)
    : await openBoard(folders.findSafeForSql(board), LIMITS);
  const result = await reader.sql(query, params, { maxRows, timeoutMs, signal });
  return {
    columns: [...result.columns],
    rows: result.rows.map((row) => row.map(toJson)) as Json[][],
    truncated: result.truncated,
    ms: performance.now() - start,
  };
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
