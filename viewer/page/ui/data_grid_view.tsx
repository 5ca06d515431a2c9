import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { arrangeRows, type GridColumn, type GridSort, textOf } from "./data_grid.ts";
import { saveText, toCsv, toJsonRecords } from "./download.ts";
import { formatValue } from "./format.ts";
import { Dialog } from "./dialog.tsx";
import { useVisibleRows } from "./use_visible_rows.ts";

/** The heights of a row without and with media, in CSS pixels; panels.css says the same. */
const ROW_HEIGHT = 30;
const MEDIA_ROW_HEIGHT = 64;

/** More columns than this are only in the row's dialog and in the downloads. */
const MAX_COLUMNS = 100;

/** What {@linkcode DataGridView} takes. */
export interface DataGridViewProps {
  /** What the grid is, for screen readers and file names. */
  label: string;
  /** The columns. */
  columns: readonly GridColumn[];
  /** The cells, in the order of the columns. */
  rows: readonly (readonly unknown[])[];
  /** How a cell is shown. Default: as text. */
  renderCell?: (cell: unknown, column: GridColumn) => ComponentChildren;
}

/** Rows that can be sorted, filtered, opened and downloaded. Only those in sight are drawn. */
export function DataGridView({ label, columns, rows, renderCell = asText }: DataGridViewProps) {
  const [sort, setSort] = useState<GridSort | null>(null);
  const [filter, setFilter] = useState("");
  const [opened, setOpened] = useState<number | null>(null);
  const box = useRef<HTMLDivElement>(null);

  const names = columns.map(({ name }) => name);
  useEffect(() => {
    setSort(null);
    setOpened(null);
  }, [names.join("\0")]);
  const places = useMemo(
    () => arrangeRows(columns, rows, filter, sort),
    [columns, rows, filter, sort],
  );
  const shownColumns = columns.slice(0, MAX_COLUMNS);
  const hasMedia = shownColumns.some(({ kind }) => kind === "media");
  const rowHeight = hasMedia ? MEDIA_ROW_HEIGHT : ROW_HEIGHT;
  const { first, end } = useVisibleRows(box, places.length, rowHeight);
  const widths = useMemo(() => shownColumns.map((column, i) => widthOf(column, i, rows)), [
    columns,
    rows,
  ]);

  const toggleSort = (column: number) => {
    if (sort?.column !== column) setSort({ column, descending: false });
    else setSort(sort.descending ? null : { column, descending: true });
  };
  const arranged = function* () {
    for (const place of places) yield rows[place];
  };
  const count = places.length === rows.length
    ? `${rows.length.toLocaleString("en")} ${rows.length === 1 ? "row" : "rows"}`
    : `${places.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows`;
  const space = (height: number) =>
    height > 0 && (
      <tr aria-hidden="true" class="grid-space" style={{ height: `${height}px` }}>
        <td colSpan={shownColumns.length + 1} />
      </tr>
    );

  return (
    <div class="grid">
      <div class="grid-bar">
        <input
          type="search"
          placeholder="Filter: text, or column > 0.5"
          aria-label={`Filter ${label}`}
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        <span class="muted" role="status">{count}</span>
        <span class="grid-actions">
          <button
            type="button"
            class="button"
            onClick={() => saveText(`${label}.csv`, "text/csv", toCsv(names, arranged()))}
          >
            CSV
          </button>
          <button
            type="button"
            class="button"
            onClick={() =>
              saveText(`${label}.json`, "application/json", toJsonRecords(names, arranged()))}
          >
            JSON
          </button>
        </span>
      </div>
      <div class="grid-box" ref={box} tabIndex={0} role="region" aria-label={label}>
        <table
          class={hasMedia ? "has-media" : ""}
          aria-rowcount={places.length + 1}
          style={{ width: `${widths.reduce((sum, width) => sum + width, 5)}ch` }}
        >
          <colgroup>
            <col style={{ width: "5ch" }} />
            {widths.map((width, i) => <col key={i} style={{ width: `${width}ch` }} />)}
          </colgroup>
          <thead>
            <tr>
              <th scope="col" class="is-number">#</th>
              {shownColumns.map(({ name, kind }, i) => (
                <th
                  key={i}
                  scope="col"
                  class={`is-${kind}`}
                  aria-sort={sort?.column !== i
                    ? "none"
                    : sort.descending
                    ? "descending"
                    : "ascending"}
                >
                  <button type="button" title={name} onClick={() => toggleSort(i)}>
                    <span class="grid-name">{name === "" ? "(no name)" : name}</span>
                    <span aria-hidden="true">
                      {sort?.column === i ? (sort.descending ? " ▾" : " ▴") : ""}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {space(first * rowHeight)}
            {places.slice(first, end).map((place, i) => (
              <tr key={place} aria-rowindex={first + i + 2}>
                <td class="is-number">
                  <button
                    type="button"
                    class="grid-open"
                    aria-label={`Open row ${place + 1}`}
                    onClick={() =>
                      setOpened(place)}
                  >
                    {place + 1}
                  </button>
                </td>
                {shownColumns.map((column, i) => (
                  <td key={i} class={`is-${column.kind}`}>{renderCell(rows[place][i], column)}</td>
                ))}
              </tr>
            ))}
            {space((places.length - end) * rowHeight)}
          </tbody>
        </table>
        {places.length === 0 && (
          <p class="empty">{rows.length === 0 ? "No rows." : "No row matches the filter."}</p>
        )}
      </div>
      {columns.length > MAX_COLUMNS && (
        <p class="muted">
          The first {MAX_COLUMNS} of {columns.length.toLocaleString("en")}{" "}
          columns are shown. An opened row and the downloads have all.
        </p>
      )}
      {opened !== null && rows[opened] !== undefined && (
        <Dialog
          title={`${label}, row ${opened + 1}`}
          onClose={() => setOpened(null)}
        >
          <dl class="record">
            {columns.map((column, i) => (
              <div key={i}>
                <dt>{column.name}</dt>
                <dd>
                  {column.kind === "media"
                    ? renderCell(rows[opened][i], column)
                    : textOf(rows[opened][i])}
                </dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </div>
  );
}

function asText(cell: unknown): string {
  return formatValue(cell);
}

/** A width that most cells of a column fit into, in letters. It stays while rows scroll by. */
function widthOf(column: GridColumn, place: number, rows: readonly (readonly unknown[])[]): number {
  let longest = [...column.name].length + 2;
  if (column.kind === "media") longest = Math.max(longest, 10);
  else {
    for (const row of rows.slice(0, 200)) {
      longest = Math.max(longest, [...formatValue(row[place]).slice(0, 100)].length);
    }
  }
  return Math.min(48, Math.max(7, longest)) + 3;
}
