import type { BoardFilter } from "./board_filter.ts";
import { type BoardsReader, newBoardsReader } from "./boards_reader.ts";
import { boardsIn } from "./boards_in.ts";
import { formatOf } from "./folder.ts";
import { summaryOf } from "./list_boards.ts";
import { checkOptions } from "./open_board.ts";
import type { OpenOptions } from "./open_options.ts";
import { resolveBoard } from "./resolve_board.ts";

/**
 * Opens many boards, to be asked as if they were one. Those that come later
 * are not among them.
 *
 * @param baseDir The folder that boards are in.
 * @param filter Which of them. Default: all.
 * @throws {BoardNotFoundError} Where the filter names a board that there is not.
 *
 * @example
 * ```ts
 * import { Board } from "@kohakuboard/client";
 * import { openBoards } from "@kohakuboard/client/reader";
 * import { assertEquals } from "@std/assert";
 *
 * const baseDir = Deno.makeTempDirSync();
 * for (const lr of [0.1, 0.01]) {
 *   const board = new Board({ name: `lr ${lr}`, config: { lr }, baseDir });
 *   for (let i = 0; i < 10; i++) board.log({ loss: lr / (1 + i) });
 *   await board.finish();
 * }
 *
 * await using boards = await openBoards(baseDir);
 * const best = await boards.sql(
 *   `SELECT "config.lr", min(loss) FROM metrics JOIN runs USING (board_id) GROUP BY 1 ORDER BY 2`,
 * );
 * assertEquals(best.rows, [[0.01, 0.001], [0.1, 0.01]]);
 * ```
 */
export async function openBoards(
  baseDir: string,
  filter: BoardFilter = {},
  options: OpenOptions = {},
): Promise<BoardsReader> {
  checkOptions(options);
  const { ids, status, name, where } = filter;
  const wanted = ids && await Promise.all(ids.map((id) => resolveBoard(baseDir, id)));
  const statuses = typeof status === "string" ? [status] : status;
  const boards = boardsIn(baseDir)
    .filter(({ boardDir }) => wanted === undefined || wanted.includes(boardDir))
    .map((board) => ({ board, summary: summaryOf(board) }))
    .filter(({ summary }) =>
      (statuses === undefined || statuses.includes(summary.status)) &&
      (name === undefined || summary.metadata?.name === name) &&
      (where === undefined || where(summary))
    )
    .map(({ board: { boardDir, metadata, isNewer }, summary }) => {
      const known = metadata?.backend === "duckdb" || metadata?.backend === "parquet";
      const format = isNewer ? undefined : formatOf(boardDir) ??
        (known ? metadata.backend as "duckdb" | "parquet" : undefined);
      return { summary, format };
    });
  return newBoardsReader(boards, options);
}
