import type { GridSort } from "./arrange_rows.ts";
import type { GridColumn } from "./grid_column.ts";

/** Props of {@linkcode GridHeader}. */
export interface GridHeaderProps {
  columns: readonly GridColumn[];
  sort: GridSort | null;
  /** Called with the index of the column whose heading was clicked. */
  onSort: (column: number) => void;
}

/** The headings of a data grid: each sorts the rows by its column. */
export function GridHeader({ columns, sort, onSort }: GridHeaderProps) {
  return (
    <thead>
      <tr>
        <th scope="col" class="is-number">#</th>
        {columns.map(({ name, kind }, i) => {
          const direction = sort?.column !== i
            ? "none"
            : sort.descending
            ? "descending"
            : "ascending";
          return (
            <th key={i} scope="col" class={`is-${kind}`} aria-sort={direction}>
              <button type="button" title={name} onClick={() => onSort(i)}>
                <span class="grid-name">{name === "" ? "(no name)" : name}</span>
                <span aria-hidden="true">
                  {direction === "none" ? "" : direction === "descending" ? " ▾" : " ▴"}
                </span>
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
