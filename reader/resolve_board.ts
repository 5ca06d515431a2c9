import { findBoards, type FoundBoard } from "./find_boards.ts";
import { BoardNotFoundError } from "./errors.ts";

/** So many ids an error names. */
const MAX_CANDIDATES = 10;

/**
 * Finds a board by its id, by a beginning that no other id has, or as the
 * newest by `"latest"`.
 *
 * @param baseDir The folder that boards are in.
 * @param idOrPrefix `"latest"`, an id, or the beginning of one.
 * @returns The board's folder, absolute.
 * @throws {BoardNotFoundError} Where there is none, or more than one; it has the candidates.
 */
// deno-lint-ignore require-await -- What is wrong is a rejection, not a throw.
export async function resolveBoard(baseDir: string, idOrPrefix: string): Promise<string> {
  return findBoard(findBoards(baseDir), idOrPrefix, baseDir).boardDir;
}

/** Finds a board among those that there are, newest first. */
export function findBoard(
  boards: readonly FoundBoard[],
  idOrPrefix: string,
  baseDir: string,
): FoundBoard {
  const exact = boards.find(({ boardId }) => boardId === idOrPrefix);
  if (exact !== undefined) return exact;
  if (idOrPrefix === "latest" && boards.length > 0) return boards[0];
  const found = idOrPrefix === ""
    ? []
    : boards.filter(({ boardId }) => boardId.startsWith(idOrPrefix));
  if (found.length === 1) return found[0];
  const candidates = (found.length > 0 ? found : boards).map(({ boardId }) => boardId);
  const named = candidates.slice(0, MAX_CANDIDATES).join(", ") +
    (candidates.length > MAX_CANDIDATES ? ` and ${candidates.length - MAX_CANDIDATES} more` : "");
  const reason = found.length > 1
    ? `it is the beginning of ${found.length}: ${named}`
    : boards.length === 0
    ? "there are no boards"
    : `no id begins so; there are ${named}`;
  throw new BoardNotFoundError(
    `Cannot find the board ${JSON.stringify(idOrPrefix)} in ${baseDir}: ${reason}`,
    candidates,
  );
}
