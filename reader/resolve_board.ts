import { chooseBoard } from "./choose_board.ts";
import { findBoards } from "./find_boards.ts";

/**
 * Finds a board by its id, by a beginning that no other id has, or the newest
 * one by `"latest"`.
 *
 * @param baseDir The folder that boards are in.
 * @param idOrPrefix `"latest"`, an id, or the beginning of one.
 * @returns The board's folder, absolute.
 * @throws {BoardNotFoundError} Where no board matches, or several do; it has the candidates.
 */
// deno-lint-ignore require-await -- Errors are rejections.
export async function resolveBoard(baseDir: string, idOrPrefix: string): Promise<string> {
  return chooseBoard(findBoards(baseDir), idOrPrefix, baseDir).boardDir;
}
