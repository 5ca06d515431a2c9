import { selectBoards } from "../../state/selection.ts";
import type { RunGroup } from "../data/visible_runs.ts";

/** Props of {@linkcode GroupRow}. */
export interface GroupRowProps {
  group: RunGroup;
  isClosed: boolean;
  /** The row's index for screen readers. */
  rowIndex: number;
  /** How many columns the table has. */
  columns: number;
  /** Called when the reader collapses or expands the group. */
  onToggle: () => void;
}

/** The heading of a group of runs. */
export function GroupRow({ group, isClosed, rowIndex, columns, onToggle }: GroupRowProps) {
  const { title, boards } = group;
  return (
    <div class="runs-row is-group" role="row" aria-rowindex={rowIndex}>
      <span role="cell" aria-colspan={columns}>
        <button type="button" aria-expanded={!isClosed} onClick={onToggle}>
          <span class="chevron" aria-hidden="true">{isClosed ? "▸" : "▾"}</span>
          {title} <span class="muted">{boards.length}</span>
        </button>
        <button
          type="button"
          class="link-button"
          onClick={() => selectBoards(boards.map(({ boardId }) => boardId))}
        >
          select
        </button>
      </span>
    </div>
  );
}
