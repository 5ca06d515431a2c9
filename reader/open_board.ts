import { type BoardReader, newBoardReader } from "./board_reader.ts";
import { messageOf } from "../system/message_of.ts";
import { countBoards } from "./find_boards.ts";
import { checkFolder } from "./folder/check_folder.ts";
import { localFolder } from "./folder/local_folder.ts";
import { looksLikeBoard } from "./folder/looks_like_board.ts";
import { boardsAt } from "./boards_elsewhere.ts";
import { BoardReadError } from "./shared/errors.ts";
import { isRemoteAddress } from "./shared/remote_address.ts";
import { checkOpenOptions, type OpenOptions } from "./shared/open_options.ts";

/**
 * Opens a board for reading. Only `metadata.json` is read yet, and no file is
 * held open.
 *
 * A folder whose `metadata.json` is missing or damaged can be opened too if it
 * has rows; `problems` says so.
 *
 * @param boardDir The board's folder; or the address of a board that a sync has
 * sent, `s3://bucket/prefix/<board id>`, or with the option `token`
 * `https://host/<board id>`; or, where DuckDB's extension httpfs is
 * installed, that of another finished board's folder, `https://…` or `s3://…`.
 * @throws {BoardReadError} Where it is no board, or one of a later version.
 *
 * @example
 * ```ts
 * import { Board } from "@kohakuboard/client";
 * import { openBoard } from "@kohakuboard/client/reader";
 * import { assertEquals } from "@std/assert";
 *
 * const board = new Board({ name: "opened", baseDir: Deno.makeTempDirSync() });
 * for (let i = 0; i < 10; i++) board.log({ loss: 1 / (1 + i) });
 * await board.finish();
 *
 * await using reader = await openBoard(board.boardDir);
 * const { y } = await reader.scalars("loss");
 * assertEquals(y.at(-1), 0.1);
 * ```
 */
export async function openBoard(
  boardDir: string,
  options: OpenOptions = {},
): Promise<BoardReader> {
  return await openBoardWith(boardDir, options);
}

/**
 * As {@linkcode openBoard}, for the viewer.
 *
 * @param filesProblem Why the files of a run that was cut off are left out. Default: they are read.
 */
export async function openBoardWith(
  boardDir: string,
  options: OpenOptions,
  filesProblem?: string,
): Promise<BoardReader> {
  checkOpenOptions(options);
  if (typeof boardDir !== "string") {
    throw new TypeError(
      `Cannot open a board: expected its folder or address, received ${typeof boardDir}`,
    );
  }
  if (isRemoteAddress(boardDir)) {
    const [board] = await boardsAt([boardDir], options);
    const { fetched, ...found } = board!; // One address, one board.
    return fetched === undefined
      ? newBoardReader(found.boardDir, options, found)
      : newBoardReader(found.boardDir, options, undefined, { fetched });
  }
  const path = localFolder(boardDir);
  checkFolder(path, "the board");
  try {
    return newBoardReader(path, options, undefined, { filesProblem });
  } catch (error) {
    const count = looksLikeBoard(path) ? 0 : countBoards(path);
    if (count > 0) {
      throw new BoardReadError(
        `Cannot open the board ${path}: it is a folder of ${count === 1 ? "a board" : "boards"}; ` +
          `open ${count === 1 ? "that" : "one of them"}, or all with openBoards()`,
      );
    }
    if (error instanceof BoardReadError) throw error;
    throw new BoardReadError(`Cannot open the board ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
