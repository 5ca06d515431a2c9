/** What a column of a grid holds: how it is sorted, filtered and aligned. */
export type GridColumnKind = "text" | "number" | "boolean" | "media";

/** A column of a grid. */
export interface GridColumn {
  /** Its name. */
  name: string;
  /** What it holds. */
  kind: GridColumnKind;
}

/** The order of a grid's rows. */
export interface GridSort {
  /** The column's place. */
  column: number;
  /** Whether the greatest come first. */
  descending: boolean;
}

const COMPARISON = /^(.+?)\s*(<=|>=|!=|=|<|>)\s*(.*)$/s;

/** The number that a cell is; the names of those that JSON does not have are numbers too. */
export function numberOf(cell: unknown): number | null {
  if (typeof cell === "number") return cell;
  if (typeof cell === "boolean") return Number(cell);
  if (typeof cell !== "string" || cell.trim() === "") return null;
  const value = Number(cell);
  return Number.isNaN(value) && cell !== "NaN" ? null : value;
}

/** The text of a cell that stands in the grid, and that is searched. */
export function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

/**
 * The places of the rows that a filter lets through, in the given order.
 *
 * The filter is a text that some cell has in it, whatever the case, or a
 * comparison with a column: `confidence > 0.5`, `label = cat`.
 */
export function arrangeRows(
  columns: readonly GridColumn[],
  rows: readonly (readonly unknown[])[],
  filter: string,
  sort: GridSort | null,
): number[] {
  const matches = makeFilter(columns, filter.trim());
  const places: number[] = [];
  for (let i = 0; i < rows.length; i++) if (matches(rows[i])) places.push(i);
  if (sort === null || columns[sort.column] === undefined) return places;
  const { column, descending } = sort;
  const compare = columns[column].kind === "number" ? compareNumbers : compareTexts;
  const sign = descending ? -1 : 1;
  return places.sort((a, b) => {
    const [left, right] = [rows[a][column], rows[b][column]];
    // What is missing stands last, whichever way it goes.
    const missing = Number(isMissing(left)) - Number(isMissing(right));
    return missing || sign * compare(left, right) || a - b;
  });
}

function makeFilter(
  columns: readonly GridColumn[],
  filter: string,
): (row: readonly unknown[]) => boolean {
  if (filter === "") return () => true;
  const [, name, operator, operand] = COMPARISON.exec(filter) ?? [];
  const column = columns.findIndex((column) => column.name.toLowerCase() === name?.toLowerCase());
  if (column < 0) {
    const wanted = filter.toLowerCase();
    return (row) => row.some((cell) => textOf(cell).toLowerCase().includes(wanted));
  }
  const wanted = unquote(operand);
  return (row) => {
    const cell = row[column];
    if (isMissing(cell) && wanted !== "") return operator === "!=";
    const [left, right] = [numberOf(cell), numberOf(wanted)];
    const isNumber = left !== null && right !== null && typeof cell !== "boolean";
    const [text, sought] = [textOf(cell).toLowerCase(), wanted.toLowerCase()];
    // The order of texts takes v0.1 and v0.01 for the same.
    const isEqual = isNumber ? left === right || Object.is(left, right) : text === sought;
    const order = isNumber ? left - right : COLLATOR.compare(text, sought);
    switch (operator) {
      case "=":
        return isEqual;
      case "!=":
        return !isEqual;
      case "<":
        return order < 0;
      case "<=":
        return isEqual || order < 0;
      case ">":
        return order > 0;
      default:
        return isEqual || order > 0;
    }
  };
}

function isMissing(cell: unknown): boolean {
  return cell === null || cell === undefined;
}

/** NaN after all numbers, what is no number after that. */
function compareNumbers(a: unknown, b: unknown): number {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  if (Number.isNaN(left) || Number.isNaN(right)) {
    return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

const COLLATOR = new Intl.Collator("en", { numeric: true });

function compareTexts(a: unknown, b: unknown): number {
  return COLLATOR.compare(textOf(a), textOf(b));
}

function unquote(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
