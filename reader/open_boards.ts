import { resolve } from "@std/path";
import { BOARD_STATUSES } from "../format/metadata.ts";
import { FolderAnnotations } from "./annotations/folder_annotations.ts";
import type { BoardFilter } from "./board_filter.ts";
import { type BoardsReader, newBoardsReader } from "./boards_reader.ts";
import type { BoardSummary } from "./board_summary.ts";
import { chooseBoard } from "./choose_board.ts";
import { boardsIn, findBoards, type FoundBoard, sortNewestFirst } from "./find_boards.ts";
import { MetadataBudget } from "./metadata_budget.ts";
import { checkFolder } from "./folder/check_folder.ts";
import { boardsAt, boardsBelow } from "./boards_elsewhere.ts";
import { BoardReadError } from "./shared/errors.ts";
import { checkKnownOptions } from "./shared/check_known_options.ts";
import { isRemoteAddress, withoutSlash } from "./shared/remote_address.ts";
import { checkOpenOptions, type OpenOptions } from "./shared/open_options.ts";
import type { StoreAccess } from "./shared/store_access.ts";
import { filesFormatOf, summarize } from "./summarize.ts";

/**
 * Opens many boards, to be queried as if they were one. Boards that are made
 * later are not added.
 *
 * @param baseDir The folder that boards are in, or a list of boards' folders;
 * or the target of a sync, `s3://bucket/prefix` or `https://host`, or addresses of boards there.
 * Where DuckDB's extension httpfs is installed, they may be boards that are no
 * sync's, too: the `s3://…` of a folder, or a list of `https://…` or `s3://…`.
 * @param filter Which boards to open. Default: all.
 * @throws {BoardNotFoundError} Where the filter names a board that does not exist.
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
  return await openBoardsWith(baseDir, filter, options);
}

/**
 * As {@linkcode openBoards}, for the viewer.
 *
 * @param filesProblem Why the files of runs that were cut off are left out. Default: they are read.
 */
export async function openBoardsWith(
  baseDir: string | readonly string[],
  filter: BoardFilter,
  options: OpenOptions,
  filesProblem?: string,
): Promise<BoardsReader> {
  checkKnownOptions("open boards", filter, ["ids", "status", "name", "where"]);
  checkOpenOptions(options);
  const { ids, status, name, where } = filter;
  const found = await findIn(baseDir, options);
  const wanted = ids?.map((id) => chooseBoard(found, id, String(baseDir)).boardDir);
  const statuses = typeof status === "string" ? [status] : status;
  checkStatuses(statuses);
  const annotations = new FolderAnnotations();
  const boards = found
    .filter(({ boardDir }) => wanted === undefined || wanted.includes(boardDir))
    .map((board) => ({ board, summary: summarize(board, annotations) }))
    .filter(({ summary }) =>
      (statuses === undefined || statuses.includes(summary.status)) &&
      (name === undefined || summary.metadata?.name === name) &&
      (where === undefined || where(summary))
    )
    .map(({ board, summary }) => ({
      summary,
      format: filesFormatOf(board),
      ...(board.fetched && { fetched: { ...board.fetched, boardDir: board.boardDir } }),
    }));
  return newBoardsReader(boards, options, filesProblem);
}

const STATUSES: readonly BoardSummary["status"][] = [...BOARD_STATUSES, "broken"];

/** A status that no run has would match none, without a word. */
function checkStatuses(statuses: readonly BoardSummary["status"][] = []): void {
  const unknown = statuses.find((status) => !STATUSES.includes(status));
  if (unknown === undefined) return;
  throw new RangeError(
    `Cannot open boards: expected status to be one of ${STATUSES.join(", ")}, received ${unknown}`,
  );
}

async function findIn(
  base: string | readonly string[],
  access: StoreAccess,
): Promise<FoundBoard[]> {
  if (typeof base === "string" && !isRemoteAddress(base)) return findBoards(base);
  if (typeof base === "string") return sortNewestFirst(await boardsBelow(base, access));
  const dirs = new Set(
    base.map((dir) => isRemoteAddress(dir) ? withoutSlash(dir) : resolve(dir)),
  );
  const here = [...dirs].filter((dir) => !isRemoteAddress(dir));
  for (const dir of here) checkFolder(dir, "the board");
  const budget = new MetadataBudget();
  const boards = sortNewestFirst([
    ...boardsIn(here, budget),
    ...await boardsAt([...dirs].filter(isRemoteAddress), access, budget),
  ]);
  checkIds(boards);
  return boards;
}

/** Rows name their board only by its id. */
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
