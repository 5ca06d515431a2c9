import {
  type BoardReader,
  type BoardsReader,
  openBoard,
  openBoards,
  resolveBoard,
} from "../../reader/mod.ts";
import { requireFolder } from "./board_selection.ts";

/** Opens the board that is meant; `all` stands for all of a folder. */
export async function openReader(
  baseDir: string,
  board: string,
): Promise<BoardReader | BoardsReader> {
  await requireFolder(baseDir);
  if (board === "all") return await openBoards(baseDir);
  return await openBoard(await resolveBoard(baseDir, board));
}
