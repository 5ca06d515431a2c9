import type { BoardFilter } from "./board_filter.ts";
import { type BoardsReader, newBoardsReader } from "./boards_reader.ts";
import { resolve } from "@std/path";
import { boardAt, findBoards, type FoundBoard, sortNewestFirst } from "./find_boards.ts";
import { BoardReadError } from "./errors.ts";
import { checkFolder, formatOf } from "./snapshot/folder.ts";
import { summaryOf } from "./list_boards.ts";
import { checkOptions } from "./open_board.ts";
import type { OpenOptions } from "./open_options.ts";
import { isRemote, listRemote, remoteBoards } from "./snapshot/remote.ts";
import { findBoard } from "./resolve_board.ts";

/**
 * Opens many boards, to be asked as if they were one. Those that come later
 * are not among them.
 *
 * @param baseDir The folder that boards are in, or a list of boards' folders.
 * Where DuckDB's extension httpfs is installed, addresses do as well: an
 * `s3://…` of a folder, or a list of boards', `https://…` or `s3://…`.
 * @param filter Which of them. Default: all.
 * @throws {BoardNotFoundError} Where the filter names a board that there is not.
 * @throws {BoardReadError} Where two folders have one name, or one is no board.
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
  baseDir: string | readonly string[],
  filter: BoardFilter = {},
  options: OpenOptions = {},
): Promise<BoardsReader> {
  checkOptions(options);
  const { ids, status, name, where } = filter;
  const found = await findIn(baseDir);
  const wanted = ids?.map((id) => findBoard(found, id, String(baseDir)).boardDir);
  const statuses = typeof status === "string" ? [status] : status;
  const boards = found
    .filter(({ boardDir }) => wanted === undefined || wanted.includes(boardDir))
    .map((board) => ({ board, summary: summaryOf(board) }))
    .filter(({ summary }) =>
      (statuses === undefined || statuses.includes(summary.status)) &&
      (name === undefined || summary.metadata?.name === name) &&
      (where === undefined || where(summary))
    )
    .map(({ board: { boardDir, metadata, isNewer }, summary }) => {
      const known = metadata?.backend === "duckdb" || metadata?.backend === "parquet";
      const format = isNewer ? undefined : (isRemote(boardDir) ? undefined : formatOf(boardDir)) ??
        (known ? metadata.backend as "duckdb" | "parquet" : undefined);
      return { summary, format };
    });
  return newBoardsReader(boards, options);
}

async function findIn(base: string | readonly string[]): Promise<FoundBoard[]> {
  if (typeof base === "string" && !isRemote(base)) return findBoards(base);
  const addresses = typeof base === "string" ? await listRemote(base) : base;
  const places = new Set(
    addresses.map((place) => isRemote(place) ? place.replace(/\/+$/, "") : resolve(place)),
  );
  const boards = sortNewestFirst([
    ...await remoteBoards([...places].filter(isRemote)),
    ...[...places].filter((place) => !isRemote(place)).map((dir) => {
      checkFolder(dir, "the board");
      return boardAt(dir);
    }),
  ]);
  checkIds(boards);
  return boards;
}

/** In the answers, a board is known by its id alone. */
function checkIds(boards: readonly FoundBoard[]): void {
  const known = new Map<string, string>();
  for (const { boardId, boardDir } of boards) {
    const other = known.get(boardId);
    if (other !== undefined) {
      throw new BoardReadError(
        `Cannot open boards of one id together: expected folders of different names, received ` +
          `${other} and ${boardDir}`,
      );
    }
    known.set(boardId, boardDir);
  }
}
