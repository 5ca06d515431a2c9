import type { CSSProperties } from "preact";
import type { BoardInfo } from "../../../protocol/api.ts";
import { allows } from "../../state/allows.ts";
import { boardTitle } from "../../state/board_title.ts";
import { currentTab } from "../../state/current_tab.ts";
import { selectBoards } from "../../state/selection.ts";
import { Menu } from "../../ui/menu.tsx";
import { annotateRuns } from "../data/annotate_runs.ts";
import type { RunField } from "../data/run_fields.ts";
import { NameCell } from "./name_cell.tsx";
import { RunCell } from "./run_cell.tsx";

/** Props of {@linkcode RunRow}. */
export interface RunRowProps {
  board: BoardInfo;
  fields: RunField[];
  isSelected: boolean;
  /** The row's index for screen readers. */
  rowIndex: number;
  /** The widths of the columns. */
  style: CSSProperties;
  /** Called when the reader selects or deselects the run; with Shift, a range of runs. */
  onToggle: (isRange: boolean) => void;
  onEdit: () => void;
  onDelete: () => void;
}

/** A run in the table of runs, with a menu of actions. */
export function RunRow(
  { board, fields, isSelected, rowIndex, style, onToggle, onEdit, onDelete }: RunRowProps,
) {
  const { boardId, live, annotations: { hidden } } = board;
  const showCharts = () => {
    selectBoards([boardId]);
    currentTab.value = "charts";
  };
  return (
    <div
      class={isSelected ? "runs-row is-chosen" : "runs-row"}
      role="row"
      aria-rowindex={rowIndex}
      style={style}
    >
      <span role="cell" class="runs-check">
        <input
          type="checkbox"
          aria-label={`Select ${boardTitle(board)}`}
          checked={isSelected}
          onClick={(event) => onToggle(event.shiftKey)}
        />
      </span>
      {fields.map((field) => (
        <span
          key={field.id}
          role="cell"
          class={`runs-cell is-${field.format} is-${field.id === "name" ? "name" : "other"}`}
        >
          {field.id === "name"
            ? <NameCell board={board} onOpen={showCharts} />
            : <RunCell board={board} field={field} />}
        </span>
      ))}
      <span role="cell" class="runs-actions">
        <Menu
          label={`Actions for ${boardTitle(board)}`}
          items={[
            { label: "Charts of this run", run: showCharts },
            ...(allows.value.annotate
              ? [{ label: "Name, tags, notes…", run: onEdit }, {
                label: hidden ? "Show in the list" : "Hide from the list",
                run: () => annotateRuns([board], { hidden: !hidden }),
              }]
              : []),
            ...(allows.value.remove ? [{ label: "Delete…", run: live ? null : onDelete }] : []),
          ]}
        />
      </span>
    </div>
  );
}
