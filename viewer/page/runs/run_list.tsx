import { useRef } from "preact/hooks";
import { boards } from "../state/boards.ts";
import { selectBoards, selectedBoards, selectedIds } from "../state/selection.ts";
import { urlSignal } from "../state/url_signal.ts";
import { VirtualList } from "../ui/virtual_list.tsx";
import { listColumns, shortLabel } from "./data/list_columns.ts";
import { toggleRuns } from "./data/toggle_runs.ts";
import { drawnBoards } from "./data/drawn_boards.ts";
import { filterProblem, filterText, visibleRuns } from "./data/visible_runs.ts";
import { RunListItem } from "./run_list_item.tsx";
import { RunSearch } from "./run_search.tsx";
import { StatusLegend } from "./status_legend.tsx";

/** The height of a row, in CSS pixels. */
const ROW_HEIGHT = 28;
const NARROW = matchMedia("(max-width: 700px)");

/** `open` or `closed`; until the reader chooses, the list is open in wide windows. */
const listState = urlSignal("list");

/** The list of runs beside a panel: the panel shows the selected ones. */
export function RunList() {
  const visible = visibleRuns.value;
  const selected = new Set(selectedIds.value);
  const lastToggled = useRef<string | null>(null);
  const open = listState.value === "" ? !NARROW.matches : listState.value === "open";
  // Some of the selected runs may have been deleted.
  const selectedCount = selectedBoards.value.length;
  const all = boards.value?.length ?? 0;
  const count = filterText.value.trim() === "" || filterProblem.value !== null
    ? `${selectedCount} of ${all} runs`
    : `${drawnBoards.value.length} of ${selectedCount} selected, ${visible.length} of ${all} match`;
  const toggle = () => listState.value = open ? "closed" : "open";
  if (!open) {
    return (
      <aside class="run-list is-closed" aria-label="Runs">
        <button
          type="button"
          class="button"
          aria-expanded="false"
          aria-label={`Show the list of runs, ${count}${
            count.includes("selected") ? "" : " selected"
          }`}
          onClick={toggle}
        >
          <span aria-hidden="true">☰</span> <span class="run-list-count">{count}</span>
        </button>
      </aside>
    );
  }
  const columns = listColumns.value;
  const areAllSelected = visible.length > 0 &&
    visible.every(({ boardId }) => selected.has(boardId));
  return (
    <aside class="run-list" aria-label="Runs">
      <button
        type="button"
        class="button skip-button"
        onClick={() => document.querySelector<HTMLElement>(".panel-area")?.focus()}
      >
        Skip the list of runs
      </button>
      <div class="run-list-head">
        <input
          type="checkbox"
          aria-label="Select all runs of the list"
          checked={areAllSelected}
          onChange={() => selectBoards(areAllSelected ? [] : visible.map(({ boardId }) => boardId))}
        />
        <span class="run-list-count" role="status">{count}</span>
        <button
          type="button"
          class="icon-button"
          aria-expanded="true"
          aria-label="Hide the list of runs"
          title="Hide the list of runs"
          onClick={toggle}
        >
          ‹
        </button>
      </div>
      <RunSearch />
      {columns.length > 0 && (
        <div class="run-list-columns" aria-hidden="true">
          <span class="run-row-name" />
          {columns.map(({ field, width, isExtra }) => (
            <span
              class={isExtra ? "run-row-value is-extra" : "run-row-value"}
              key={field.id}
              title={field.label}
              style={{ width: `${width}ch` }}
            >
              {shortLabel(field)}
            </span>
          ))}
          <span class="status-dot" />
        </div>
      )}
      <div class="run-list-rows" tabIndex={-1}>
        {visible.length === 0 && <p class="empty">No run matches.</p>}
        <VirtualList
          role="list"
          heights={visible.map(() => ROW_HEIGHT)}
          keyOf={(i) => visible[i]?.boardId ?? i}
        >
          {(i) => {
            const board = visible[i];
            if (board === undefined) return null;
            const { boardId } = board;
            return (
              <RunListItem
                board={board}
                isSelected={selected.has(boardId)}
                columns={columns}
                onToggle={(isRange) => {
                  toggleRuns(boardId, lastToggled.current, isRange);
                  lastToggled.current = boardId;
                }}
              />
            );
          }}
        </VirtualList>
      </div>
      <StatusLegend boards={visible} />
    </aside>
  );
}
