import type { BoardInfo } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { highlighted } from "../state/highlight.ts";
import { boardTitle } from "../state/store.ts";

/** Which colour is which run. What is pointed at stands out in all charts. */
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
