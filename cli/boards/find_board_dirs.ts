import { listBoards } from "../../reader/list_boards.ts";
import { resolveBoard } from "../../reader/resolve_board.ts";

/** The folders of boards that a command is given, none twice; `all` stands for all boards. */
export async function findBoardDirs(
  baseDir: string,
  boards: readonly string[],
): Promise<string[]> {
  const found = new Set<string>();
  for (const board of boards) {
    if (board === "all") {
      const all = await listBoards(baseDir, { counts: false, sizes: false });
      for (const { boardDir } of all) found.add(boardDir);
    } else found.add(await resolveBoard(baseDir, board));
  }
  return [...found];
}
