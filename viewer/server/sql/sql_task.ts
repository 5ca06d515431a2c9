import { openBoardWith } from "../../../reader/open_board.ts";
import { openBoardsWith } from "../../../reader/open_boards.ts";
import type { CheckedSqlRequest, ErrorReply, Json, SqlReply } from "../../protocol/api.ts";
import { toJson } from "../http/to_json.ts";
import { toRequestError } from "../http/to_request_error.ts";

/** How much memory DuckDB may use for one query, in bytes. */
const MAX_MEMORY_BYTES = 512 * 1024 ** 2;

/** A query, and the boards that it reads. */
export interface SqlTask
  extends Pick<CheckedSqlRequest, "query" | "params" | "maxRows" | "timeoutMs"> {
  /** The folder of one board, absolute. */
  boardDir?: string;
  /** Or the folder of all boards, absolute. */
  baseDir?: string;
  /** The boards of `baseDir` to read. */
  ids?: string[];
  /** Why the files of runs that were cut off are left out. Default: they are read. */
  filesProblem?: string;
}

/** The result of a query, or why it has none. */
export type SqlOutcome = { reply: SqlReply } | { error: ErrorReply; status: number };

/** Runs a query in this process. It never throws. */
export async function runSqlTask(task: SqlTask): Promise<SqlOutcome> {
  const start = performance.now();
  try {
    const { query, params, maxRows, timeoutMs, boardDir, baseDir = "", ids, filesProblem } = task;
    const limits = { memoryLimitBytes: MAX_MEMORY_BYTES };
    await using reader = boardDir === undefined
      ? await openBoardsWith(baseDir, { ids }, limits, filesProblem)
      : await openBoardWith(boardDir, limits, filesProblem);
    const options = { maxRows, timeoutMs, exact: true }; // The page shows and exports what it gets.
    const { columns, rows, truncated } = await reader.sql(query, params, options);
    const cells = rows.map((row) => row.map(toJson)) as Json[][];
    return {
      reply: { columns: [...columns], rows: cells, truncated, ms: performance.now() - start },
    };
  } catch (thrown) {
    const error = toRequestError(thrown);
    return { error: error.toReply(), status: error.status };
  }
}
