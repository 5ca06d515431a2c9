import { type BoardReader, openBoard, openBoards, resolveBoard } from "../reader/mod.ts";
import { requireFolder } from "./boards_in.ts";

/** What can be asked of one board and of all of them alike. */
export type SqlReader =
  & Pick<BoardReader, "sql" | "exportCsv" | "exportJson" | "exportParquet">
  & AsyncDisposable;

/** Opens the board that is meant; `all` stands for all of a folder. */
export async function openReader(baseDir: string, board: string): Promise<SqlReader> {
  await requireFolder(baseDir);
  if (board === "all") return await openBoards(baseDir);
  return await openBoard(await resolveBoard(baseDir, board));
}
