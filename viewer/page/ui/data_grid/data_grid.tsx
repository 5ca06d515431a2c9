import type { ComponentChildren } from "preact";
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { FilterError } from "../../values/filter_error.ts";
import { formatCount } from "../../values/format_count.ts";
import { formatPlural } from "../../values/format_plural.ts";
import { formatValue } from "../../values/format_value.ts";
import { toCsv } from "../../values/to_csv.ts";
import { toJsonRecords } from "../../values/to_json_records.ts";
import { ScrollFrame } from "../scroll_frame.tsx";
import { saveFile } from "../save_file.ts";
import { useVisibleRows } from "../use_visible_rows.ts";
import { ValueText } from "../value_text.tsx";
import { arrangeRows, type GridSort } from "./arrange_rows.ts";
import type { GridColumn } from "./grid_column.ts";
import { GridHeader } from "./grid_header.tsx";
import { RowDialog } from "./row_dialog.tsx";

/** The heights of a row without and with media, in CSS pixels, as data_grid.css sets them. */
const ROW_HEIGHT = 30;
const MEDIA_ROW_HEIGHT = 64;

/** What a filter may say. */
const FILTER_HINT = "Words, or comparisons: score = 0 and label = cat, not (loss > 1), " +
  `label ~ "a text", "a name (with signs)" != null`;

/** The greatest width of a column, in `ch`: in a narrow window several columns are in view. */
const MAX_WIDTH = 48;
const NARROW_WIDTH = 18;
const NARROW = matchMedia("(max-width: 700px)");

/** Columns beyond this many appear only in a row's dialog and in downloads. */
const MAX_COLUMNS = 100;

/** Props of {@linkcode DataGrid}. */
export interface DataGridProps {
  /** The accessible name of the grid, and the name of downloaded files. */
  label: string;
  columns: readonly GridColumn[];
  /** The cells of each row, in the order of the columns. */
  rows: readonly (readonly unknown[])[];
  /** How the rows are sorted at first. Default: as they are given. */
  initialSort?: GridSort;
  /** Renders a cell. Default: as text. */
  renderCell?: (cell: unknown, column: GridColumn) => ComponentChildren;
}

function renderText(cell: unknown): ComponentChildren {
  return <ValueText value={cell} />;
}

/** Rows that can be sorted, filtered, opened and downloaded. It renders only the visible ones. */
export function DataGrid(
  { label, columns, rows, initialSort, renderCell = renderText }: DataGridProps,
) {
  const [sort, setSort] = useState<GridSort | null>(initialSort ?? null);
  const [filter, setFilter] = useState("");
  const [opened, setOpened] = useState<number | null>(null);
  const box = useRef<HTMLDivElement>(null);

  const names = columns.map(({ name }) => name);
  useEffect(() => {
    setSort(initialSort ?? null);
    setOpened(null);
  }, [names.join("\0"), initialSort?.column, initialSort?.descending]);
  const { indices, problem } = useMemo(() => {
    try {
      return { indices: arrangeRows(columns, rows, filter, sort), problem: null };
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      return { indices: arrangeRows(columns, rows, "", sort), problem: error.placed };
    }
  }, [columns, rows, filter, sort]);
  const problemId = useId();
  const shownColumns = columns.slice(0, MAX_COLUMNS);
  const hasMedia = shownColumns.some(({ kind }) => kind === "media");
  const rowHeight = hasMedia ? MEDIA_ROW_HEIGHT : ROW_HEIGHT;
  const { first, end } = useVisibleRows(box, indices.length, rowHeight);
  const widths = useMemo(() => shownColumns.map((column, i) => widthOf(column, i, rows)), [
    columns,
    rows,
  ]);

  const toggleSort = (column: number) => {
    if (sort?.column !== column) setSort({ column, descending: false });
    else setSort(sort.descending ? null : { column, descending: true });
  };
  const arranged = function* () {
    for (const index of indices) yield rows[index] ?? [];
  };
  const count = indices.length === rows.length
    ? formatPlural(rows.length, "row")
    : `${formatCount(indices.length)} of ${formatCount(rows.length)} rows`;
  const space = (height: number) =>
    height > 0 && (
      <tr aria-hidden="true" class="grid-space" style={{ height: `${height}px` }}>
        <td colSpan={shownColumns.length + 1} />
      </tr>
    );
  const openedRow = opened === null ? undefined : rows[opened];

  return (
    <div class="grid">
      <div class="grid-bar">
        <input
          type="search"
          placeholder="Filter: text, or column > 0.5"
          title={FILTER_HINT}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : problemId}
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
      {problem !== null && <p class="problem" id={problemId} role="alert">{problem}</p>}
      <ScrollFrame box={box}>
        <div class="grid-box" ref={box} tabIndex={0} role="region" aria-label={label}>
          <table
            class={hasMedia ? "has-media" : ""}
            aria-rowcount={indices.length + 1}
            style={{ width: `${widths.reduce((sum, width) => sum + width, 5)}ch` }}
          >
            <colgroup>
              <col style={{ width: "5ch" }} />
              {widths.map((width, i) => <col key={i} style={{ width: `${width}ch` }} />)}
            </colgroup>
            <GridHeader columns={shownColumns} sort={sort} onSort={toggleSort} />
            <tbody>
              {space(first * rowHeight)}
              {indices.slice(first, end).map((index, i) => (
                <tr key={index} aria-rowindex={first + i + 2}>
                  <td class="is-number">
                    <button
                      type="button"
                      class="grid-open"
                      aria-label={`Open row ${index + 1}`}
                      onClick={() =>
                        setOpened(index)}
                    >
                      {index + 1}
                    </button>
                  </td>
                  {shownColumns.map((column, i) => (
                    <td key={i} class={`is-${column.kind}`}>
                      {renderCell(rows[index]?.[i], column)}
                    </td>
                  ))}
                </tr>
              ))}
              {space((indices.length - end) * rowHeight)}
            </tbody>
          </table>
          {indices.length === 0 && (
            <p class="empty">{rows.length === 0 ? "No rows." : "No row matches the filter."}</p>
          )}
        </div>
      </ScrollFrame>
      {columns.length > MAX_COLUMNS && (
        <p class="muted">
          Showing the first {MAX_COLUMNS} of {formatCount(columns.length)}{" "}
          columns. Open a row, or download the rows, to see all columns.
        </p>
      )}
      {opened !== null && openedRow !== undefined && (
        <RowDialog
          title={`${label}, row ${opened + 1}`}
          columns={columns}
          row={openedRow}
          renderCell={renderCell}
          onClose={() => setOpened(null)}
        />
      )}
    </div>
  );
}

function saveText(filename: string, type: string, text: string): void {
  saveFile(filename, new Blob([text], { type }));
}

/**
 * A width that fits most cells of a column, in `ch`. It is taken from the first
 * rows, so that it does not change while the rows are scrolled.
 */
function widthOf(column: GridColumn, index: number, rows: readonly (readonly unknown[])[]): number {
  let longest = [...column.name].length + 2;
  if (column.kind === "media") longest = Math.max(longest, 10);
  else {
    for (const row of rows.slice(0, 200)) {
      longest = Math.max(longest, [...formatValue(row[index]).slice(0, 100)].length);
    }
  }
  return Math.min(NARROW.matches ? NARROW_WIDTH : MAX_WIDTH, Math.max(7, longest)) + 3;
}
