import { cellNumber } from "../../values/cell_number.ts";
import { cellText } from "../../values/cell_text.ts";
import { type ComparableValue, compareValues } from "../../values/compare_values.ts";
import { FilterError } from "../../values/filter_error.ts";
import { foldText } from "../../values/fold_text.ts";
import { type FilterValue, parseFilter } from "../../values/parse_filter.ts";
import type { GridColumn } from "./grid_column.ts";

/** The sort order of a grid's rows. */
export interface GridSort {
  /** The index of the column. */
  column: number;
  descending: boolean;
}

type Row = readonly unknown[];

/**
 * The indices of the rows that match a filter, in sort order.
 *
 * The filter is in the language of `parseFilter()`, as that of runs is: words
 * that some cell contains, comparisons with columns, `and`, `or`, `not`.
 *
 * @throws {FilterError} If the filter is invalid.
 */
export function arrangeRows(
  columns: readonly GridColumn[],
  rows: readonly Row[],
  filter: string,
  sort: GridSort | null,
): number[] {
  const matches = makeFilter(columns, filter);
  const found = [...rows.entries()].filter(([, row]) => matches(row));
  const sorted = sort === null ? undefined : columns[sort.column];
  if (sort === null || sorted === undefined) return found.map(([index]) => index);
  const { column, descending } = sort;
  return found
    .map(([index, row]) => ({ index, value: comparable(row[column], sorted) }))
    .sort((a, b) => compareValues(a.value, b.value, descending) || a.index - b.index)
    .map(({ index }) => index);
}

/** A cell as the sort order takes it: cells of a number column that are no numbers are texts. */
function comparable(cell: unknown, { kind }: GridColumn): ComparableValue {
  if (isMissing(cell)) return null;
  return (kind === "number" ? cellNumber(cell) : null) ?? cellText(cell);
}

function makeFilter(columns: readonly GridColumn[], filter: string): (row: Row) => boolean {
  const indexOf = (name: string) => {
    const exact = columns.findIndex((column) => column.name === name);
    const wanted = foldText(name);
    return exact >= 0 ? exact : columns.findIndex((column) => foldText(column.name) === wanted);
  };
  return parseFilter<Row>(filter, {
    find: (name) => {
      const index = indexOf(name);
      const column = columns[index];
      if (column === undefined) {
        throw new FilterError(
          `There is no column "${name}" (a text with such signs is searched for in quotes)`,
        );
      }
      return (row) => filterValue(row[index], column);
    },
    hasWord: (row, word) => row.some((cell) => foldText(cellText(cell)).includes(word)),
    isNumeric: (name) => columns[indexOf(name)]?.kind === "number",
    names: () => columns.map(({ name }) => name),
  });
}

/** A cell as filters compare it. In a column of texts, a number is what looks as one is written. */
function filterValue(cell: unknown, { kind }: GridColumn): FilterValue {
  if (isMissing(cell)) return null;
  if (typeof cell === "boolean") return cell;
  const number = cellNumber(cell);
  const isNumber = number !== null && (kind === "number" || String(number) === cellText(cell));
  return isNumber ? number : cellText(cell);
}

function isMissing(cell: unknown): boolean {
  return cell === null || cell === undefined;
}
