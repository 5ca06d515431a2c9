import type { BoardInfo } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { boardName } from "../state/board_name.ts";
import { cellText } from "../values/cell_text.ts";

/** Props of {@linkcode RunCell}. */
export interface RunCellProps {
  /** The name of the run, as `boardName()` gives it. */
  name: unknown;
  /** The runs of the table. */
  boards: readonly BoardInfo[];
}

/** A run in a cell of a table: its colour and its name; of two with one name, no colour. */
export function RunCell({ name, boards }: RunCellProps) {
  const [board, ...others] = boards.filter((board) => boardName(board) === name);
  return (
    <span title={board && others.length === 0 ? board.boardId : undefined}>
      {board && others.length === 0 && (
        <span class="run-dot" style={{ backgroundColor: boardColor(board.boardId) }} />
      )} {cellText(name)}
    </span>
  );
}
