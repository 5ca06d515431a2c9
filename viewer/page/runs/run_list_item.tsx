import type { BoardInfo } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { boardName, twinMark } from "../state/board_name.ts";
import { boardTitle } from "../state/board_title.ts";
import { highlighted } from "../state/highlight.ts";
import { selectBoards } from "../state/selection.ts";
import type { ListColumn } from "./data/list_columns.ts";
import { describeStatus } from "./data/describe_status.ts";
import { formatRunValue } from "./data/format_run_value.ts";
import { CREATED } from "./data/run_fields.ts";

/** Props of {@linkcode RunListItem}. */
export interface RunListItemProps {
  board: BoardInfo;
  isSelected: boolean;
  /** The columns beside the name. */
  columns: readonly ListColumn[];
  /** Called when the reader selects or deselects the run; with Shift, a range of runs. */
  onToggle: (isRange: boolean) => void;
}

/** A run in the list of runs. While the pointer is on it, charts highlight its lines. */
export function RunListItem({ board, isSelected, columns, onToggle }: RunListItemProps) {
  const { boardId, status } = board;
  const started = formatRunValue(CREATED.value(board), CREATED.format);
  return (
    <div
      class={isSelected ? "run-row is-chosen" : "run-row"}
      onPointerEnter={() => highlighted.value = boardId}
      onPointerLeave={() => highlighted.value = null}
    >
      <input
        type="checkbox"
        aria-label={`Select ${boardName(board)}`}
        checked={isSelected}
        onClick={(event) => onToggle(event.shiftKey)}
      />
      <button
        type="button"
        title={`${boardName(board)}\n${boardId}\n${
          describeStatus(board)
        }\n${started}\nShow only this run`}
        onClick={() => selectBoards([boardId])}
      >
        <span class="run-dot" style={{ backgroundColor: boardColor(boardId) }} />
        <span class="run-row-name">
          {boardTitle(board)}
          {columns.length > 0 && twinMark(board) !== undefined && (
            <span class="run-row-time">{` ${twinMark(board)}`}</span>
          )}
        </span>
        {columns.map(({ field, width, isExtra }) => (
          <span
            class={isExtra ? "run-row-value is-extra" : "run-row-value"}
            key={field.id}
            style={{ width: `${width}ch` }}
          >
            {formatRunValue(field.value(board), "text")}
          </span>
        ))}
        {columns.length === 0 && <span class="run-row-time">{twinMark(board) ?? started}</span>}
        <span
          class={`status-dot is-${status}`}
          role="img"
          aria-label={status}
          title={describeStatus(board)}
        />
      </button>
    </div>
  );
}
