import { cellNumber } from "../values/cell_number.ts";
import { cellText } from "../values/cell_text.ts";

const MIN_CLASSES = 2;
const MAX_CLASSES = 200;

/** A table as far as it may be a confusion table. */
interface AnyTable {
  columns: readonly string[];
  rows: readonly (readonly unknown[])[];
}

/** How often each class was taken for each. */
export interface Confusion {
  /** The heading of the classes. */
  heading: string;
  /** The classes: one row each. */
  classes: string[];
  /** The headings of the columns, one per class in the same order. */
  columns: string[];
  /** Per class, how often it was taken for each class. */
  counts: number[][];
  /** The sum of all counts. */
  total: number;
  /** The share of the counts that are on the diagonal; NaN of no counts. */
  accuracy: number;
}

/**
 * Takes a table for a confusion table if its first column has a class per row, each once; if there
 * is one more column per class, whose heading is the class, or ends in it after a space (`as 7`);
 * and if all these cells are numbers of 0 or more.
 *
 * @returns `undefined` for another table.
 */
export function readConfusion({ columns, rows }: AnyTable): Confusion | undefined {
  const classes = rows.map(([first]) => cellText(first));
  const count = classes.length;
  if (count < MIN_CLASSES || count > MAX_CLASSES || columns.length !== count + 1) return undefined;
  if (new Set(classes).size < count) return undefined;
  const places = classes.map((name) => placeOf(name, columns));
  if (places.includes(-1) || new Set(places).size < count) return undefined;
  const counts = rows.map((row) => places.map((place) => cellNumber(row[place]) ?? NaN));
  const all = counts.flat();
  if (!all.every((value) => value >= 0 && value < Infinity)) return undefined;
  const total = all.reduce((sum, value) => sum + value, 0);
  const right = counts.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  return {
    heading: columns[0] ?? "",
    classes,
    columns: places.map((place) => columns[place] ?? ""),
    counts,
    total,
    accuracy: right / total,
  };
}

/** The index of the column of a class; -1 if there is none. */
function placeOf(name: string, columns: readonly string[]): number {
  const exact = columns.indexOf(name, 1);
  return exact >= 0
    ? exact
    : columns.findIndex((column, i) => i > 0 && column.endsWith(` ${name}`));
}
