import { useEffect, useRef } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { boardName } from "../state/board_name.ts";
import { highlighted } from "../state/highlight.ts";

/** Props of {@linkcode ChartLegend}. */
export interface ChartLegendProps {
  boards: BoardInfo[];
  /** Called with its height, in pixels, once it is known. */
  onHeight: (height: number) => void;
}

/** The colours of runs. All charts highlight the run under the pointer. */
export function ChartLegend({ boards, onHeight }: ChartLegendProps) {
  const list = useRef<HTMLUListElement>(null);
  // Not a layout effect: the dialog around it is opened by one, and has no size before.
  useEffect(() => onHeight(list.current?.offsetHeight ?? 0), [boards.length]);
  return (
    <ul class="chart-legend" ref={list} tabIndex={0} aria-label="Runs">
      {boards.map((board) => (
        <li
          key={board.boardId}
          onPointerEnter={() => highlighted.value = board.boardId}
          onPointerLeave={() => highlighted.value = null}
        >
          <span class="run-dot" style={{ backgroundColor: boardColor(board.boardId) }} />
          {boardName(board)}
        </li>
      ))}
    </ul>
  );
}
