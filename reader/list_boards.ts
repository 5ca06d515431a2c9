import type { BoardSummary } from "./board_summary.ts";
import { countRows } from "./count_rows.ts";
import { findBoards } from "./find_boards.ts";
import { folderSize } from "./folder/folder_size.ts";
import { checkKnownOptions } from "./shared/check_known_options.ts";
import { summarize } from "./summarize.ts";

/** How boards are listed. */
export interface ListOptions {
  /** Which boards to list; the summary has no counts and sizes yet. Default: all. */
  where?: (board: BoardSummary) => boolean;
  /** How many boards to list at most: the newest of these. Default: all. */
  limit?: number;
  /** Whether rows are counted, which opens each board's files. Default: `true`. */
  counts?: boolean;
  /** Whether sizes are summed up, which lists all files of each board. Default: `true`. */
  sizes?: boolean;
}

/**
 * Lists the boards in a folder, newest first. Broken boards are listed too, with
 * their problems.
 *
 * @param baseDir The folder that boards are in.
 * @throws {BoardReadError} Where there is no such folder.
 * @throws {RangeError} Where the limit is none.
 *
 * @example
 * ```ts
 * import { Board } from "@kohakuboard/client";
 * import { listBoards } from "@kohakuboard/client/reader";
 * import { assertEquals } from "@std/assert";
 *
 * const baseDir = Deno.makeTempDirSync();
 * await new Board({ name: "listed", baseDir }).finish();
 *
 * const [board] = await listBoards(baseDir);
 * assertEquals(board?.metadata?.name, "listed");
 * assertEquals(board?.status, "finished");
 * ```
 */
export async function listBoards(
  baseDir: string,
  options: ListOptions = {},
): Promise<BoardSummary[]> {
  checkKnownOptions("list boards", options, ["where", "limit", "counts", "sizes"]);
  const { where = () => true, limit, counts = true, sizes = true } = options;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 0)) {
    throw new RangeError(
      `Cannot list boards: expected limit to be an integer of 0 or more, received ${limit}`,
    );
  }
  const listed = findBoards(baseDir)
    .map((board) => ({ board, summary: summarize(board) }))
    .filter(({ summary }) => where(summary))
    .slice(0, limit);
  if (sizes) {
    for (const { summary } of listed) summary.sizeBytes = folderSize(summary.boardDir);
  }
  if (counts) await countRows(listed);
  return listed.map(({ summary }) => summary);
}
