import { cellNumber } from "../../values/cell_number.ts";
import { cellText } from "../../values/cell_text.ts";
import {
  type ComparableValue,
  compareValues,
  type ComparisonOperator,
  isComparisonTrue,
} from "../../values/compare_values.ts";
import type { GridColumn } from "./grid_column.ts";

/** The sort order of a grid's rows. */
export interface GridSort {
  /** The index of the column. */
  column: number;
  descending: boolean;
}

type Row = readonly unknown[];

const COMPARISON = /^(.+?)\s*(<=|>=|!=|=|<|>)\s*(.*)$/s;

/**
 * The indices of the rows that match a filter, in sort order.
 *
 * The filter is either a text that some cell contains, ignoring case, or a
 * comparison with a column: `confidence > 0.5`, `label = cat`.
 */
export function arrangeRows(
  columns: readonly GridColumn[],
  rows: readonly Row[],
  filter: string,
  sort: GridSort | null,
): number[] {
  const matches = makeFilter(columns, filter.trim());
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
  if (filter === "") return () => true;
  const [, name, operator, operand] = COMPARISON.exec(filter) ?? [];
  const column = columns.findIndex((column) => column.name.toLowerCase() === name?.toLowerCase());
  if (column < 0 || operand === undefined) {
    const wanted = filter.toLowerCase();
    return (row) => row.some((cell) => cellText(cell).toLowerCase().includes(wanted));
  }
  const wanted = unquote(operand);
  return (row) => compareCell(row[column], operator as ComparisonOperator, wanted);
}

function compareCell(cell: unknown, operator: ComparisonOperator, wanted: string): boolean {
  if (isMissing(cell) && wanted !== "") return operator === "!=";
  const [number, wantedNumber] = [cellNumber(cell), cellNumber(wanted)];
  return number !== null && wantedNumber !== null && typeof cell !== "boolean"
    ? isComparisonTrue(number, operator, wantedNumber)
    : isComparisonTrue(cellText(cell), operator, wanted);
}

function isMissing(cell: unknown): boolean {
  return cell === null || cell === undefined;
}

function unquote(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
