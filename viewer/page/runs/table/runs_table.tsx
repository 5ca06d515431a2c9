import { useRef, useState } from "preact/hooks";
import type { BoardInfo } from "../../../protocol/api.ts";
import { boardTitle } from "../../state/board_title.ts";
import { selectBoards, selectedIds } from "../../state/selection.ts";
import { urlSignal } from "../../state/url_signal.ts";
import { ScrollFrame } from "../../ui/scroll_frame.tsx";
import { useWidth } from "../../ui/use_width.ts";
import { VirtualList } from "../../ui/virtual_list.tsx";
import { columnIds } from "../data/run_columns.ts";
import { fieldOf, type RunField } from "../data/run_fields.ts";
import { toggleRuns } from "../data/toggle_runs.ts";
import { type RunGroup, runGroups, visibleRuns } from "../data/visible_runs.ts";
import { columnWidth } from "./column_widths.ts";
import { ColumnHeader } from "./column_header.tsx";
import { GroupRow } from "./group_row.tsx";
import { RunRow } from "./run_row.tsx";

/** The height of a row, in CSS pixels. */
const ROW_HEIGHT = 30;
/** The widths of the checkboxes and menus, in CSS pixels. */
const CHECK_WIDTH = 34;
/** The menu has 40 of them; beside it the last value has room, where others fade. */
const MENU_WIDTH = 56;
/** The least width of the columns that the headings of groups reach over. */
const HEADING_WIDTH = 290;
/** Up to this width of the window, in CSS pixels, names are narrower and headings have own lines. */
const NARROW_WIDTH = 700;
const closedGroups = urlSignal("closed");

/** Props of {@linkcode RunsTable}. */
export interface RunsTableProps {
  onEdit: (board: BoardInfo) => void;
  onDelete: (boards: BoardInfo[]) => void;
}

type Row =
  | { kind: "group"; group: RunGroup; isClosed: boolean }
  | { kind: "run"; board: BoardInfo };

/** The runs that match the filter, one per row. Only visible rows are rendered. */
export function RunsTable({ onEdit, onDelete }: RunsTableProps) {
  const lastToggled = useRef<string | null>(null);
  const [isScrolled, setScrolled] = useState(false);
  const selected = new Set(selectedIds.value);
  const visible = visibleRuns.value;
  const box = useRef<HTMLDivElement>(null);
  const isNarrow = useWidth(box) <= NARROW_WIDTH;
  const closed = new Set(closedGroups.value.split("\n"));
  const isGrouped = runGroups.value.length > 1 || runGroups.value[0]?.title !== "";
  const chosen = columnIds.value.flatMap((id) => {
    const field = fieldOf(id);
    return field ? [withFormat(field, visible)] : [];
  });
  const fields = isNarrow ? (isGrouped ? resultsFirst : differencesFirst)(chosen) : chosen;
  const rows = runGroups.value.flatMap((group): Row[] => {
    const runs = group.boards.map((board): Row => ({ kind: "run", board }));
    if (!isGrouped) return runs;
    const isClosed = closed.has(group.title);
    return [{ kind: "group", group, isClosed }, ...(isClosed ? [] : runs)];
  });
  const shown = { runs: visible, groups: isGrouped ? runGroups.value : [] };
  const widths = fields.map((field) => columnWidth(field, shown, isNarrow));
  // Over the columns beside the name that have no mean.
  const firstWithMean = fields.slice(1).findIndex((field) => !hasNoMean(field));
  const spanned = isNarrow ? 0 : firstWithMean === -1 ? fields.length - 1 : firstWithMean;
  if (isGrouped && !isNarrow) {
    const reach = widths.slice(0, 1 + spanned).reduce((sum, width) => sum + width, 0);
    widths[0] = (widths[0] ?? 0) + Math.max(0, HEADING_WIDTH - reach);
  }
  const columns = widths.map((width) => `minmax(${width}px, ${width}fr)`).join(" ");
  const minWidth = widths.reduce((sum, width) => sum + width, CHECK_WIDTH + MENU_WIDTH);
  const style = {
    gridTemplateColumns: `${CHECK_WIDTH}px ${columns} ${MENU_WIDTH}px`,
    minWidth: `${minWidth}px`,
  };
  const areAllSelected = visible.length > 0 &&
    visible.every(({ boardId }) => selected.has(boardId));
  const toggleGroup = (title: string) => {
    if (!closed.delete(title)) closed.add(title);
    closedGroups.value = [...closed].filter((title) => title !== "").join("\n");
  };

  return (
    <ScrollFrame box={box}>
      <div
        ref={box}
        class={isScrolled ? "runs-scroll is-scrolled" : "runs-scroll"}
        onScroll={(event) => setScrolled(event.currentTarget.scrollLeft > 0)}
      >
        <div
          class="runs-table"
          role="table"
          aria-label="Runs"
          aria-rowcount={rows.length + 1}
          aria-colcount={fields.length + 2}
        >
          <div class="runs-row is-head" role="row" aria-rowindex={1} style={style}>
            <span role="columnheader" class="runs-check">
              <input
                type="checkbox"
                aria-label="Select all runs of the table"
                checked={areAllSelected}
                onChange={() =>
                  selectBoards(areAllSelected ? [] : visible.map(({ boardId }) => boardId))}
              />
            </span>
            {fields.map((field) => <ColumnHeader key={field.id} field={field} />)}
            <span role="columnheader" class="runs-actions">
              <span class="visually-hidden">Actions</span>
            </span>
          </div>
          <VirtualList
            heights={rows.map(({ kind }) =>
              kind === "group" && isNarrow ? 2 * ROW_HEIGHT : ROW_HEIGHT
            )}
            keyOf={(i) => keyOf(rows[i]) ?? i}
          >
            {(i) => {
              const row = rows[i];
              switch (row?.kind) {
                case undefined:
                  return null;
                case "group":
                  return (
                    <GroupRow
                      group={row.group}
                      isClosed={row.isClosed}
                      rowIndex={i + 2}
                      fields={fields}
                      spanned={spanned}
                      isNarrow={isNarrow}
                      style={style}
                      onToggle={() => toggleGroup(row.group.title)}
                    />
                  );
                case "run":
                  return (
                    <RunRow
                      board={row.board}
                      fields={fields}
                      isSelected={selected.has(row.board.boardId)}
                      rowIndex={i + 2}
                      style={style}
                      onToggle={(isRange) => {
                        toggleRuns(row.board.boardId, lastToggled.current, isRange);
                        lastToggled.current = row.board.boardId;
                      }}
                      onEdit={() => onEdit(row.board)}
                      onDelete={() => onDelete([row.board])}
                    />
                  );
              }
            }}
          </VirtualList>
        </div>
      </div>
    </ScrollFrame>
  );
}

function keyOf(row: Row | undefined): string | undefined {
  return row?.kind === "group" ? `group ${row.group.title}` : row?.board.boardId;
}

/** Whether no runs have a mean of a field, whatever they have in it. */
function hasNoMean({ id, format }: RunField): boolean {
  return format === "status" || format === "time" || format === "tags" ||
    format === "text" && !id.startsWith("config.");
}

/** In a narrow window few columns are in view beside the names: results, then other numbers. */
function resultsFirst([name, ...fields]: readonly RunField[]): RunField[] {
  const rankOf = (field: RunField) => hasNoMean(field) ? 2 : field.id.includes(":") ? 0 : 1;
  return [...name ? [name] : [], ...fields.toSorted((a, b) => rankOf(a) - rankOf(b))];
}

/** … and of runs that have a name in common: what tells them apart. */
function differencesFirst(fields: readonly RunField[]): RunField[] {
  const titles = new Set(visibleRuns.value.map(boardTitle));
  if (titles.size === visibleRuns.value.length) return [...fields];
  const rankOf = ({ id }: RunField) => id === "name" ? 0 : id.startsWith("config.") ? 1 : 2;
  return fields.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Values of a config have the format of numbers if they are numbers. */
function withFormat(field: RunField, boards: readonly BoardInfo[]): RunField {
  if (!field.id.startsWith("config.")) return field;
  const first = boards.slice(0, 50).map(field.value).find((value) => value !== null);
  return typeof first === "number" ? { ...field, format: "number" } : field;
}
