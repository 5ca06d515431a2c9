import type { BoardInfo } from "../../server/api.ts";
import { boardColor } from "../board_color.ts";
import { highlighted } from "../highlight.ts";
import { boardTitle } from "../store.ts";

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
