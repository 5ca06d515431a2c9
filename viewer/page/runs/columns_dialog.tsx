import { useState } from "preact/hooks";
import { boards } from "../state/store.ts";
import { Dialog } from "../ui/dialog.tsx";
import { VirtualList } from "../ui/virtual_list.tsx";
import { BASE_FIELDS, configPaths, fieldOf, METRIC_KINDS, metricNames } from "./run_fields.ts";
import { chooseColumns, columnIds } from "./visible_runs.ts";

const ROW = 28;

/** Chooses and orders the columns of the table of runs. */
export function ColumnsDialog({ onClose }: { onClose: () => void }) {
  const [search, setSearch] = useState("");
  const list = boards.value ?? [];
  const chosen = columnIds.value;
  const wanted = search.trim().toLowerCase();
  const all = [
    ...BASE_FIELDS.map(({ id }) => id),
    ...configPaths(list).map((path) => `config.${path}`),
    ...metricNames(list).flatMap((name) => METRIC_KINDS.map((kind) => `${kind}:${name}`)),
  ];
  const shown = [...chosen, ...all.filter((id) => !chosen.includes(id))]
    .filter((id) => fieldOf(id) && `${id} ${fieldOf(id)!.label}`.toLowerCase().includes(wanted));
  const move = (id: string, by: -1 | 1) => {
    const ids = [...chosen];
    const at = ids.indexOf(id);
    [ids[at], ids[at + by]] = [ids[at + by], ids[at]];
    chooseColumns(ids);
  };
  return (
    <Dialog title="Columns" onClose={onClose}>
      <div class="toolbar">
        <input
          type="search"
          placeholder="Search columns"
          aria-label="Search columns"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <button type="button" class="button" onClick={() => chooseColumns(null)}>
          Usual columns
        </button>
      </div>
      <div class="column-list" tabIndex={0} role="group" aria-label="Columns">
        <VirtualList heights={shown.map(() => ROW)} keyOf={(i) => shown[i]}>
          {(i) => {
            const id = shown[i];
            const at = chosen.indexOf(id);
            const { label } = fieldOf(id)!;
            return (
              <div class="column-row">
                <label class="check">
                  <input
                    type="checkbox"
                    checked={at >= 0}
                    onChange={() =>
                      chooseColumns(
                        at >= 0 ? chosen.filter((other) => other !== id) : [...chosen, id],
                      )}
                  />
                  <span class="column-name">{label}</span>
                  <span class="muted">{kindOf(id)}</span>
                </label>
                {at >= 0 && (
                  <>
                    <button
                      type="button"
                      class="icon-button"
                      aria-label={`Move ${label} to the left`}
                      disabled={at === 0}
                      onClick={() => move(id, -1)}
                    >
                      ↑
                    </button>
                    <button
                      type="button"
                      class="icon-button"
                      aria-label={`Move ${label} to the right`}
                      disabled={at === chosen.length - 1}
                      onClick={() => move(id, 1)}
                    >
                      ↓
                    </button>
                  </>
                )}
              </div>
            );
          }}
        </VirtualList>
      </div>
    </Dialog>
  );
}

function kindOf(id: string): string {
  if (id.startsWith("config.")) return "config";
  if (id.startsWith("last:")) return "last value";
  if (id.startsWith("min:")) return "least value";
  return id.startsWith("max:") ? "greatest value" : "";
}
