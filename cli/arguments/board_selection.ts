import { type BoardSummary, listBoards, type ListOptions } from "../../reader/mod.ts";
import { namePattern } from "./name_pattern.ts";
import { Progress } from "../output/progress.ts";

/** Which boards are meant. */
export interface BoardSelection {
  /** How the run stands. */
  status?: string;
  /** What it is called, with `*` and `?`. */
  name?: string;
  /** Only these. */
  ids?: ReadonlySet<string>;
}

/** The boards of a folder, newest first. @throws {Error} Where there is no such folder. */
export async function selectBoards(
  baseDir: string,
  { status, name, ids }: BoardSelection,
  options?: ListOptions,
): Promise<BoardSummary[]> {
  await requireFolder(baseDir);
  using _ = new Progress("Looking at the boards");
  const pattern = name === undefined ? undefined : namePattern(name);
  const where = (board: BoardSummary) =>
    (ids === undefined || ids.has(board.boardId)) &&
    (status === undefined || board.status === status) &&
    (pattern === undefined || (board.metadata !== null && pattern.test(board.metadata.name)));
  return await listBoards(baseDir, { ...options, where });
}

/** @throws {Error} Where there is no such folder: it may be mistyped. */
export async function requireFolder(baseDir: string): Promise<void> {
  try {
    if ((await Deno.stat(baseDir)).isDirectory) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(
      `Cannot find boards in ${baseDir}: the folder does not exist; name another by --dir`,
    );
  }
  throw new Error(`Cannot find boards in ${baseDir}: it is not a folder; name another by --dir`);
}
