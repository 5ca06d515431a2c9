import {
  type BoardReader,
  type BoardsReader,
  openBoard,
  openBoards,
  resolveBoard,
} from "../../reader/mod.ts";
import { openOptions } from "./open_options.ts";
import { requireBaseDir } from "./require_base_dir.ts";

/** Opens a board by its id, the start of it, or `latest`; `all` opens all boards in the folder. */
export async function openReader(
  baseDir: string,
  board: string,
): Promise<BoardReader | BoardsReader> {
  await requireBaseDir(baseDir);
  if (board === "all") return await openBoards(baseDir, undefined, openOptions());
  return await openBoard(await resolveBoard(baseDir, board), openOptions());
}
