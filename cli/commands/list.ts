import { boardJson, boardTable } from "../boards/board_table.ts";
import { type BoardSelection, selectBoards } from "../arguments/board_selection.ts";
import { formatBytes, plural } from "../text/format.ts";
import { note, print } from "../output/print.ts";
import { noteProblems } from "../output/problems.ts";
import { paint } from "../text/terminal_style.ts";

/** Options of `kobo list`. */
export interface ListOptions extends BoardSelection {
  /** The newest so many. */
  limit?: number;
  /** JSON instead of a table. */
  json?: boolean;
}

/** `kobo list` */
export async function list(baseDir: string, options: ListOptions): Promise<void> {
  const all = await selectBoards(baseDir, options, { counts: false, sizes: false });
  const ids = new Set(all.slice(0, options.limit).map(({ boardId }) => boardId));
  const boards = await selectBoards(baseDir, { ids });
  if (options.json) return print(JSON.stringify(boards.map(boardJson), null, 2) + "\n");
  if (boards.length === 0) return note(`No boards in ${baseDir}`);
  print(boardTable(boards));
  for (const { boardId, problems } of boards) {
    noteProblems(problems.map((problem) => `${boardId}: ${problem}`));
  }
  if (!Deno.stdout.isTerminal()) return;
  const bytes = boards.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const of = boards.length < all.length ? `${boards.length} of ` : "";
  print(paint("dim", `\n${of}${plural(all.length, "board")}, ${formatBytes(bytes)}, ${baseDir}\n`));
}
