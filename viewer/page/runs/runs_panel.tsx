import { useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { allows } from "../state/allows.ts";
import { boards as allBoards } from "../state/boards.ts";
import { currentTab } from "../state/current_tab.ts";
import { selectBoards } from "../state/selection.ts";
import type { PanelProps } from "../ui/panel_props.ts";
import { GroupChoice } from "../groups/group_choice.tsx";
import { annotateRuns, changeProblem } from "./data/annotate_runs.ts";
import { showHidden, visibleRuns } from "./data/visible_runs.ts";
import { ColumnsDialog } from "./dialogs/columns_dialog.tsx";
import { DeleteRunsDialog } from "./dialogs/delete_runs_dialog.tsx";
import { EditRunDialog } from "./dialogs/edit_run_dialog.tsx";
import { TagRunsDialog } from "./dialogs/tag_runs_dialog.tsx";
import { RunSearch } from "./run_search.tsx";
import { RunsTable } from "./table/runs_table.tsx";

type OpenDialog =
  | { kind: "columns" }
  | { kind: "tag" }
  | { kind: "edit"; board: BoardInfo }
  | { kind: "delete"; boards: BoardInfo[] };

/** The table of all runs, and actions on the selected ones. */
export function RunsPanel({ boards: selected }: PanelProps) {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const close = () => setOpen(null);
  const show = (dialog: OpenDialog) => {
    changeProblem.value = null;
    setOpen(dialog);
  };
  const all = allBoards.value ?? [];
  const hidden = all.filter(({ annotations }) => annotations.hidden).length;
  const ended = selected.filter(({ live }) => !live);
  return (
    <div class="runs-panel">
      <div class="toolbar runs-toolbar" role="toolbar" aria-label="Runs">
        <RunSearch />
        <GroupChoice />
        <button type="button" class="button" onClick={() => show({ kind: "columns" })}>
          Columns…
        </button>
        {hidden > 0 && (
          <label class="check">
            <input
              type="checkbox"
              checked={showHidden.value === "1"}
              onChange={(event) => showHidden.value = event.currentTarget.checked ? "1" : ""}
            />
            {hidden} hidden
          </label>
        )}
        <span class="muted" role="status">{visibleRuns.value.length} of {all.length} runs</span>
      </div>
      {selected.length > 0 && (
        <div class="toolbar runs-chosen" role="toolbar" aria-label="Selected runs">
          <strong>{selected.length} selected</strong>
          <button
            type="button"
            class="button"
            onClick={() =>
              currentTab.value = "charts"}
          >
            Charts
          </button>
          <button
            type="button"
            class="button"
            onClick={() =>
              currentTab.value = "compare"}
          >
            Compare
          </button>
          {allows.value.annotate && (
            <>
              <button
                type="button"
                class="button"
                onClick={() => show({ kind: "tag" })}
              >
                Tag…
              </button>
              <button
                type="button"
                class="button"
                onClick={() =>
                  annotateRuns(selected, { hidden: true })}
              >
                Hide
              </button>
            </>
          )}
          {allows.value.remove && (
            <button
              type="button"
              class="button"
              disabled={ended.length === 0}
              title={ended.length < selected.length ? "Live runs are not deleted" : undefined}
              onClick={() => show({ kind: "delete", boards: ended })}
            >
              Delete…
            </button>
          )}
          <button type="button" class="button" onClick={() => selectBoards([])}>
            Clear selection
          </button>
        </div>
      )}
      {changeProblem.value !== null && open === null && (
        <p class="problem" role="alert">{changeProblem.value}</p>
      )}
      {visibleRuns.value.length === 0 ? <p class="empty">No run matches.</p> : (
        <RunsTable
          onEdit={(board) => show({ kind: "edit", board })}
          onDelete={(boards) => show({ kind: "delete", boards })}
        />
      )}
      {open?.kind === "columns" && <ColumnsDialog onClose={close} />}
      {open?.kind === "tag" && <TagRunsDialog boards={selected} onClose={close} />}
      {open?.kind === "edit" && <EditRunDialog board={open.board} onClose={close} />}
      {open?.kind === "delete" && <DeleteRunsDialog boards={open.boards} onClose={close} />}
    </div>
  );
}
