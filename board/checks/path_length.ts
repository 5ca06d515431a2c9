import { system } from "../../system/platform.ts";

/** Windows' limit for paths that are not marked as long ones; Deno marks its own, DuckDB does not. */
const MAX_WINDOWS_PATH = 259;
/** The longest name below a board's folder that DuckDB opens: `\data\metrics.000000000.parquet`. */
const INNER_LENGTH = 31;

/**
 * Checks that DuckDB, which all reading goes through, can open the files of a board.
 *
 * @param boardDir Absolute.
 * @param on The system that it is on.
 * @throws {RangeError} On Windows, where the path is too long.
 */
export function checkPathLength(boardDir: string, on: string = system): void {
  const max = MAX_WINDOWS_PATH - INNER_LENGTH;
  if (on !== "windows" || boardDir.length <= max) return;
  throw new RangeError(
    `Cannot create a board: expected the path of its folder to have at most ${max} characters, ` +
      `as DuckDB opens no longer ones on Windows, received ${boardDir.length}: ${boardDir}; ` +
      `choose a shorter baseDir or boardId`,
  );
}
