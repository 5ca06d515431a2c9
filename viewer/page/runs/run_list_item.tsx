import type { BoardInfo } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { boardTitle } from "../state/board_title.ts";
import { highlighted } from "../state/highlight.ts";
import { selectBoards } from "../state/selection.ts";
import { formatRunValue } from "./data/format_run_value.ts";
import { CREATED } from "./data/run_fields.ts";

/** Props of {@linkcode RunListItem}. */
export interface RunListItemProps {
  board: BoardInfo;
  isSelected: boolean;
  /** Called when the reader selects or deselects the run; with Shift, a range of runs. */
  onToggle: (isRange: boolean) => void;
}

/** A run in the list of runs. While the pointer is on it, charts highlight its lines. */
export function RunListItem({ board, isSelected, onToggle }: RunListItemProps) {
  const { boardId, status } = board;
  return (
    <div
      class={isSelected ? "run-row is-chosen" : "run-row"}
      onPointerEnter={() => highlighted.value = boardId}
      onPointerLeave={() => highlighted.value = null}
    >
      <input
        type="checkbox"
        aria-label={`Select ${boardTitle(board)}`}
        checked={isSelected}
        onClick={(event) => onToggle(event.shiftKey)}
      />
      <button
        type="button"
        title={`${boardTitle(board)}\n${boardId}\n${statusText(board)}\nShow only this run`}
        onClick={() => selectBoards([boardId])}
      >
        <span class="run-dot" style={{ backgroundColor: boardColor(boardId) }} />
        <span class="run-row-name">{boardTitle(board)}</span>
        <span class="run-row-time">{formatRunValue(CREATED.value(board), CREATED.format)}</span>
        <span class={`status-dot is-${status}`} role="img" aria-label={status} />
      </button>
    </div>
  );
}

function statusText({ status, reason }: BoardInfo): string {
  return reason ? `${status}: ${reason}` : status;
}
