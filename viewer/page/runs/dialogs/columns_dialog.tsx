import { useState } from "preact/hooks";
import { boards } from "../../state/boards.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { VirtualList } from "../../ui/virtual_list.tsx";
import { chooseColumns, columnIds } from "../data/run_columns.ts";
import {
  BASE_FIELDS,
  configPaths,
  fieldOf,
  METRIC_KINDS,
  metricNames,
  summaryNames,
} from "../data/run_fields.ts";
import { ColumnRow } from "./column_row.tsx";
import { foldText } from "../../values/fold_text.ts";

/** The height of a row, in CSS pixels. */
const ROW_HEIGHT = 28;

/** Selects and orders the columns of the table of runs. */
export function ColumnsDialog({ onClose }: { onClose: () => void }) {
  const [search, setSearch] = useState("");
  const list = boards.value ?? [];
  const chosen = columnIds.value;
  const wanted = foldText(search.trim());
  const all = [
    ...BASE_FIELDS.map(({ id }) => id),
    ...summaryNames(list).map((name) => `summary:${name}`),
    ...configPaths(list).map((path) => `config.${path}`),
    ...metricNames(list).flatMap((name) => METRIC_KINDS.map((kind) => `${kind}:${name}`)),
  ];
  const shown = [...chosen, ...all.filter((id) => !chosen.includes(id))]
    .flatMap((id) => fieldOf(id) ?? [])
    .filter(({ id, label }) => foldText(`${id} ${label}`).includes(wanted));
  const move = (id: string, by: -1 | 1) => {
    const index = chosen.indexOf(id);
    const ids = chosen.toSpliced(index, 1);
    ids.splice(index + by, 0, id);
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
          Default columns
        </button>
      </div>
      <div class="column-list" tabIndex={0} role="group" aria-label="Columns">
        <VirtualList heights={shown.map(() => ROW_HEIGHT)} keyOf={(i) => shown[i]?.id ?? i}>
          {(i) => {
            const field = shown[i];
            if (field === undefined) return null;
            const { id } = field;
            const index = chosen.indexOf(id);
            return (
              <ColumnRow
                field={field}
                isChosen={index >= 0}
                onToggle={() =>
                  chooseColumns(
                    index >= 0 ? chosen.filter((other) => other !== id) : [...chosen, id],
                  )}
                onLeft={index > 0 ? () => move(id, -1) : null}
                onRight={index < chosen.length - 1 ? () => move(id, 1) : null}
              />
            );
          }}
        </VirtualList>
      </div>
    </Dialog>
  );
}
