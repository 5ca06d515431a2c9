import { useRef } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { boardColor } from "../state/board_color.ts";
import { currentTab } from "../state/current_tab.ts";
import { urlSignal } from "../state/url_signal.ts";
import { boardTitle, selectBoards, selectedIds } from "../state/store.ts";
import { Menu } from "../ui/menu.tsx";
import { VirtualList } from "../ui/virtual_list.tsx";
import { annotateRuns } from "./annotate_runs.ts";
import { chooseRuns } from "./choose_runs.ts";
import { RunCell } from "./run_cell.tsx";
import { fieldOf, type RunField } from "./run_fields.ts";
import { columnIds, type RunGroup, runGroups, sortBy, visibleRuns } from "./visible_runs.ts";

const ROW = 30;
const WIDTHS: Record<RunField["format"], number> = {
  text: 110,
  number: 100,
  time: 120,
  duration: 84,
  bytes: 80,
  tags: 150,
  status: 104,
};
const closedGroups = urlSignal("closed");

/** What {@linkcode RunsTable} takes. */
export interface RunsTableProps {
  onEdit: (board: BoardInfo) => void;
  onDelete: (boards: BoardInfo[]) => void;
}

type Row = { kind: "group"; group: RunGroup; closed: boolean } | { kind: "run"; board: BoardInfo };

/** All runs that are wanted, a row each. Only rows in sight are there. */
export function RunsTable({ onEdit, onDelete }: RunsTableProps) {
  const last = useRef<string | null>(null);
  const chosen = new Set(selectedIds.value);
  const visible = visibleRuns.value;
  const fields = columnIds.value.flatMap((id) => {
    const field = fieldOf(id);
    return field ? [withFormat(field, visible)] : [];
  });
  const closed = new Set(closedGroups.value.split("\n"));
  const grouped = runGroups.value.length > 1 || runGroups.value[0]?.title !== "";
  const rows = runGroups.value.flatMap((group): Row[] => {
    if (!grouped) return group.boards.map((board) => ({ kind: "run", board }));
    const isClosed = closed.has(group.title);
    return [
      { kind: "group", group, closed: isClosed },
      ...(isClosed ? [] : group.boards.map((board): Row => ({ kind: "run", board }))),
    ];
  });
  const widths = fields.map(({ id, format }) =>
    id === "name" ? 230 : id === "notes" ? 220 : id === "id" ? 190 : WIDTHS[format]
  );
  const template = `34px ${widths.map((width) => `minmax(${width}px, ${width}fr)`).join(" ")} 40px`;
  const style = {
    gridTemplateColumns: template,
    minWidth: `${widths.reduce((sum, width) => sum + width, 74)}px`,
  };
  const allChosen = visible.length > 0 && visible.every(({ boardId }) => chosen.has(boardId));
  const toggleGroup = (title: string) => {
    if (!closed.delete(title)) closed.add(title);
    closedGroups.value = [...closed].filter((title) => title !== "").join("\n");
  };

  return (
    <div class="runs-scroll">
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
              aria-label="Choose all runs of the table"
              checked={allChosen}
              onChange={() => selectBoards(allChosen ? [] : visible.map(({ boardId }) => boardId))}
            />
          </span>
          {fields.map((field) => <Head key={field.id} field={field} />)}
          <span role="columnheader">
            <span class="visually-hidden">Actions</span>
          </span>
        </div>
        <VirtualList
          heights={rows.map(() => ROW)}
          keyOf={(i) => {
            const row = rows[i];
            return row.kind === "run" ? row.board.boardId : `group ${row.group.title}`;
          }}
        >
          {(i) => {
            const row = rows[i];
            if (row.kind === "group") {
              const { title, boards } = row.group;
              return (
                <div class="runs-row is-group" role="row" aria-rowindex={i + 2}>
                  <span role="cell" aria-colspan={fields.length + 2}>
                    <button
                      type="button"
                      aria-expanded={!row.closed}
                      onClick={() => toggleGroup(title)}
                    >
                      <span class="chevron" aria-hidden="true">{row.closed ? "▸" : "▾"}</span>
                      {title} <span class="muted">{boards.length}</span>
                    </button>
                    <button
                      type="button"
                      class="link-button"
                      onClick={() => selectBoards(boards.map(({ boardId }) => boardId))}
                    >
                      choose
                    </button>
                  </span>
                </div>
              );
            }
            const { board } = row;
            const id = board.boardId;
            return (
              <div
                class={chosen.has(id) ? "runs-row is-chosen" : "runs-row"}
                role="row"
                aria-rowindex={i + 2}
                style={style}
              >
                <span role="cell" class="runs-check">
                  <input
                    type="checkbox"
                    aria-label={`Choose ${boardTitle(board)}`}
                    checked={chosen.has(id)}
                    onClick={(event) => {
                      chooseRuns(id, last.current, event.shiftKey);
                      last.current = id;
                    }}
                  />
                </span>
                {fields.map((field) => (
                  <span
                    key={field.id}
                    role="cell"
                    class={`runs-cell is-${field.format} is-${
                      field.id === "name" ? "name" : "other"
                    }`}
                  >
                    {field.id === "name"
                      ? <NameCell board={board} />
                      : <RunCell board={board} field={field} />}
                  </span>
                ))}
                <span role="cell" class="runs-actions">
                  <Menu
                    label={`Actions for ${boardTitle(board)}`}
                    items={[
                      { label: "Charts of this run", run: () => showCharts(id) },
                      { label: "Name, tags, notes…", run: () => onEdit(board) },
                      {
                        label: board.annotations.hidden ? "Show in the list" : "Hide from the list",
                        run: () => annotateRuns([board], { hidden: !board.annotations.hidden }),
                      },
                      { label: "Delete…", run: board.live ? null : () => onDelete([board]) },
                    ]}
                  />
                </span>
              </div>
            );
          }}
        </VirtualList>
      </div>
    </div>
  );
}

function Head({ field }: { field: RunField }) {
  const { id, label, format } = field;
  const by = sortBy.value;
  const direction = by === id ? "ascending" : by === `-${id}` ? "descending" : undefined;
  const next = by === id ? `-${id}` : by === `-${id}` ? "" : id;
  return (
    <span
      role="columnheader"
      class={`runs-cell is-${format} is-${id === "name" ? "name" : "other"}`}
      aria-sort={direction}
    >
      <button type="button" title={`Sort by ${label}`} onClick={() => sortBy.value = next}>
        <span>{label}</span>
        {direction && <span aria-hidden="true">{direction === "ascending" ? "↑" : "↓"}</span>}
      </button>
    </span>
  );
}

function NameCell({ board }: { board: BoardInfo }) {
  const id = board.boardId;
  return (
    <>
      <span class="run-dot" style={{ backgroundColor: boardColor(id) }} />
      <button
        type="button"
        class="runs-name"
        title={`${boardTitle(board)}\n${id}\nShow its charts`}
        onClick={() => showCharts(id)}
      >
        {boardTitle(board)}
      </button>
      {board.annotations.hidden && <span class="tag">hidden</span>}
      {board.problems.length > 0 && (
        <span class="run-problem" title={board.problems.join("\n")}>
          <span aria-hidden="true">⚠</span>
          <span class="visually-hidden">{board.problems.join("; ")}</span>
        </span>
      )}
    </>
  );
}

/** Numbers of a config stand like all numbers. */
function withFormat(field: RunField, boards: readonly BoardInfo[]): RunField {
  if (!field.id.startsWith("config.")) return field;
  const first = boards.slice(0, 50).map(field.value).find((value) => value !== null);
  return typeof first === "number" ? { ...field, format: "number" } : field;
}

function showCharts(id: string): void {
  selectBoards([id]);
  currentTab.value = "charts";
}
