import { useState } from "preact/hooks";
import type { BoardInfo } from "../../protocol/api.ts";
import { currentTab } from "../state/current_tab.ts";
import type { PanelProps } from "../state/panel_props.ts";
import { boards as allBoards, selectBoards } from "../state/store.ts";
import { annotateRuns, changeProblem } from "./annotate_runs.ts";
import { ColumnsDialog } from "./columns_dialog.tsx";
import { DeleteRunsDialog } from "./delete_runs_dialog.tsx";
import { EditRunDialog } from "./edit_run_dialog.tsx";
import { configPaths, fieldOf } from "./run_fields.ts";
import { RunSearch } from "./run_search.tsx";
import { RunsTable } from "./runs_table.tsx";
import { TagRunsDialog } from "./tag_runs_dialog.tsx";
import { groupBy, showHidden, visibleRuns } from "./visible_runs.ts";

type Open = "columns" | "tag" | { edit: BoardInfo } | { remove: BoardInfo[] };

/** The table of all runs, and what can be done with those that are chosen. */
export function RunsPanel({ boards: chosen }: PanelProps) {
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const show = (what: Open) => {
    changeProblem.value = null;
    setOpen(what);
  };
  const all = allBoards.value ?? [];
  const hidden = all.filter(({ annotations }) => annotations.hidden).length;
  const ended = chosen.filter(({ live }) => !live);
  return (
    <div class="runs-panel">
      <div class="toolbar runs-toolbar" role="toolbar" aria-label="Runs">
        <RunSearch />
        <label class="choice">
          <span>Group by</span>
          <select
            value={groupBy.value}
            onChange={(event) => groupBy.value = event.currentTarget.value}
          >
            <option value="">nothing</option>
            {[
              "status",
              "tags",
              "name",
              "backend",
              ...configPaths(all).map((path) => `config.${path}`),
            ]
              .map((id) => <option key={id} value={id}>{fieldOf(id)!.label}</option>)}
          </select>
        </label>
        <button type="button" class="button" onClick={() => show("columns")}>Columns…</button>
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
      {chosen.length > 0 && (
        <div class="toolbar runs-chosen" role="toolbar" aria-label="Chosen runs">
          <strong>{chosen.length} chosen</strong>
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
          <button
            type="button"
            class="button"
            onClick={() =>
              show("tag")}
          >
            Tag…
          </button>
          <button
            type="button"
            class="button"
            onClick={() => annotateRuns(chosen, { hidden: true })}
          >
            Hide
          </button>
          <button
            type="button"
            class="button"
            disabled={ended.length === 0}
            title={ended.length < chosen.length ? "Runs that are being written stay" : undefined}
            onClick={() => show({ remove: ended })}
          >
            Delete…
          </button>
          <button type="button" class="button" onClick={() => selectBoards([])}>Choose none</button>
        </div>
      )}
      {changeProblem.value !== null && open === null && (
        <p class="problem" role="alert">{changeProblem.value}</p>
      )}
      {visibleRuns.value.length === 0 ? <p class="empty">No run matches.</p> : (
        <RunsTable
          onEdit={(board) => show({ edit: board })}
          onDelete={(boards) => show({ remove: boards })}
        />
      )}
      {open === "columns" && <ColumnsDialog onClose={close} />}
      {open === "tag" && <TagRunsDialog boards={chosen} onClose={close} />}
      {open !== null && typeof open === "object" && "edit" in open && (
        <EditRunDialog board={open.edit} onClose={close} />
      )}
      {open !== null && typeof open === "object" && "remove" in open && (
        <DeleteRunsDialog boards={open.remove} onClose={close} />
      )}
    </div>
  );
}
