import { resolve } from "@std/path";
import { type BoardReader, newBoardReader } from "./board_reader.ts";
import { BoardReadError } from "./errors.ts";
import { checkFolder } from "./snapshot/folder.ts";
import { isRemote, remoteBoards } from "./snapshot/remote.ts";
import type { OpenOptions } from "./open_options.ts";

/**
 * Opens a board for reading. Nothing of it is read yet but `metadata.json`,
 * and no file is held.
 *
 * A folder whose `metadata.json` is missing or damaged is opened all the same
 * where it has rows; `problems` says so.
 *
 * @param boardDir The board's folder; or, where DuckDB's extension httpfs is
 * installed, the address of a finished board's, `https://…` or `s3://…`.
 * @throws {BoardReadError} Where it is none, or one of a later version.
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
  checkOptions(options);
  if (isRemote(boardDir)) {
    const [{ boardDir: address, ...folder }] = await remoteBoards([boardDir]);
    return newBoardReader(address, options, folder);
  }
  const path = resolve(boardDir);
  checkFolder(path, "the board");
  try {
    return newBoardReader(path, options);
  } catch (error) {
    if (error instanceof BoardReadError) throw error;
    const { message } = error as Error;
    throw new BoardReadError(`Cannot open the board ${path}: ${message}`, { cause: error });
  }
}

/** Checks options, before anything is opened. */
export function checkOptions({ memoryLimitBytes, busyTimeoutMs }: OpenOptions): void {
  const check = (name: string, value: number | undefined, least: number, text: string) => {
    if (value === undefined || (Number.isFinite(value) && value >= least)) return;
    throw new RangeError(`Cannot open: expected ${name} to be ${text}, received ${value}`);
  };
  check("memoryLimitBytes", memoryLimitBytes, 64 * 1024 ** 2, "64 MiB or more");
  check("busyTimeoutMs", busyTimeoutMs, 0, "0 or more");
}
