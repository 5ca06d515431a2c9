import type { BoardInfo } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { boardTitle } from "../state/board_title.ts";
import { highlighted } from "../state/highlight.ts";

/** The colours of runs. All charts highlight the run under the pointer. */
export function ChartLegend({ boards }: { boards: BoardInfo[] }) {
  return (
    <ul class="chart-legend" tabIndex={0} aria-label="Runs">
      {boards.map((board) => (
        <li
          key={board.boardId}
          onPointerEnter={() => highlighted.value = board.boardId}
          onPointerLeave={() => highlighted.value = null}
        >
          <span class="run-dot" style={{ backgroundColor: boardColor(board.boardId) }} />
          {boardTitle(board)}
        </li>
      ))}
    </ul>
  );
}
