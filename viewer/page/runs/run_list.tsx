import { useRef } from "preact/hooks";
import { boardColor } from "../state/board_color.ts";
import { highlighted } from "../state/highlight.ts";
import { urlSignal } from "../state/url_signal.ts";
import { boards, boardTitle, selectBoards, selectedIds } from "../state/store.ts";
import { VirtualList } from "../ui/virtual_list.tsx";
import { RunSearch } from "./run_search.tsx";
import { chooseRuns } from "./choose_runs.ts";
import { formatRunValue } from "./run_cell.tsx";
import { fieldOf } from "./run_fields.ts";
import { visibleRuns } from "./visible_runs.ts";

const ROW = 28;
const startOf = fieldOf("created")!.value;
const NARROW = matchMedia("(max-width: 700px)");

/** `open` or `closed`; nobody said: open where there is room. */
const listState = urlSignal("list");

/** The runs beside a panel: those that are chosen are shown there. */
export function RunList() {
  const visible = visibleRuns.value;
  const chosen = new Set(selectedIds.value);
  const last = useRef<string | null>(null);
  const open = listState.value === "" ? !NARROW.matches : listState.value === "open";
  const count = `${chosen.size} of ${boards.value?.length ?? 0} runs`;
  const toggle = () => listState.value = open ? "closed" : "open";
  if (!open) {
    return (
      <aside class="run-list is-closed" aria-label="Runs">
        <button
          type="button"
          class="button"
          aria-expanded="false"
          aria-label={`Show the list of runs, ${count} chosen`}
          onClick={toggle}
        >
          <span aria-hidden="true">☰</span> <span class="run-list-count">{count}</span>
        </button>
      </aside>
    );
  }
  const allChosen = visible.length > 0 && visible.every(({ boardId }) => chosen.has(boardId));
  return (
    <aside class="run-list" aria-label="Runs">
      <div class="run-list-head">
        <input
          type="checkbox"
          aria-label="Choose all runs of the list"
          checked={allChosen}
          onChange={() => selectBoards(allChosen ? [] : visible.map(({ boardId }) => boardId))}
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
      <div class="run-list-rows" tabIndex={-1}>
        {visible.length === 0 && <p class="empty">No run matches.</p>}
        <VirtualList
          role="list"
          heights={visible.map(() => ROW)}
          keyOf={(i) => visible[i].boardId}
        >
          {(i) => {
            const board = visible[i];
            const id = board.boardId;
            return (
              <div
                class={chosen.has(id) ? "run-row is-chosen" : "run-row"}
                onPointerEnter={() => highlighted.value = id}
                onPointerLeave={() => highlighted.value = null}
              >
                <input
                  type="checkbox"
                  aria-label={`Choose ${boardTitle(board)}`}
                  checked={chosen.has(id)}
                  onClick={(event) => {
                    chooseRuns(id, last.current, event.shiftKey);
                    last.current = id;
                  }}
                />
                <button
                  type="button"
                  title={`${boardTitle(board)}\n${id}\n${board.status}\nShow this run alone`}
                  onClick={() => selectBoards([id])}
                >
                  <span class="run-dot" style={{ backgroundColor: boardColor(id) }} />
                  <span class="run-row-name">{boardTitle(board)}</span>
                  <span class="run-row-time">{formatRunValue(startOf(board), "time")}</span>
                  <span
                    class={`status-dot is-${board.status}`}
                    role="img"
                    aria-label={board.status}
                  />
                </button>
              </div>
            );
          }}
        </VirtualList>
      </div>
    </aside>
  );
}
