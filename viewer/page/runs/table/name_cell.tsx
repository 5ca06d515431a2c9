import type { BoardInfo } from "../../../protocol/api.ts";
import { boardColor } from "../../state/board_color.ts";
import { boardTitle } from "../../state/board_title.ts";

/** Props of {@linkcode NameCell}. */
export interface NameCellProps {
  board: BoardInfo;
  /** Called when the name is clicked. */
  onOpen: () => void;
}

/** The name of a run in its colour, whether it is hidden, and its problems. */
export function NameCell({ board, onOpen }: NameCellProps) {
  const id = board.boardId;
  return (
    <>
      <span class="run-dot" style={{ backgroundColor: boardColor(id) }} />
      <button
        type="button"
        class="runs-name"
        title={`${boardTitle(board)}\n${id}\nShow its charts`}
        onClick={onOpen}
      >
        {boardTitle(board)}
      </button>
      {board.annotations.hidden && <span class="tag">hidden</span>}
      {board.problems.length > 0 && (
        <span class="run-problem" title={board.problems.join("\n")}>
          <span aria-hidden="true">⚠</span>
          <span class="visually-hidden">{board.problems.join("; ")}</span>
        </span>
      )}
    </>
  );
}
