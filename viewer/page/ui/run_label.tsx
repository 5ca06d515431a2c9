import type { BoardInfo } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { boardName } from "../state/board_name.ts";

/** The colour and the title of a run, and whether it is live. */
export function RunLabel({ board }: { board: BoardInfo }) {
  return (
    <span class="run-label" title={board.boardId}>
      <span class="run-color" style={{ backgroundColor: boardColor(board.boardId) }} />
      <span class="run-title">{boardName(board)}</span>
      {board.live && <span class="run-live">live</span>}
    </span>
  );
}
