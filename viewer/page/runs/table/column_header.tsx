import type { RunField } from "../data/run_fields.ts";
import { sortBy } from "../data/visible_runs.ts";

/** The heading of a column: a click sorts in ascending order, then descending, then not at all. */
export function ColumnHeader({ field: { id, label, format } }: { field: RunField }) {
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
