import { Media } from "./media.ts";
import type { TableCell } from "./table_cell.ts";
import type { TableColumnType } from "../../format/tables.ts";

const MAX_CELL_CHARS = 40;

/** The parts of a table that {@linkcode formatTable} prints. */
export interface TableText {
  columns: readonly string[];
  /** Columns of numbers are aligned to the right. */
  columnTypes: readonly TableColumnType[];
  rows: readonly (readonly TableCell[])[];
}

/** Formats the first `maxRows` rows of a table for a font of fixed width, and says how many more there are. */
export function formatTable({ columns, columnTypes, rows }: TableText, maxRows: number): string {
  const lines = [columns.map(shorten), ...rows.slice(0, maxRows).map((row) => row.map(formatCell))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => charCount(line[i] ?? ""))));
  const format = (line: readonly string[]) =>
    line.map((cell, i) => {
      const padding = " ".repeat((widths[i] ?? 0) - charCount(cell));
      return columnTypes[i] === "number" ? padding + cell : cell + padding;
    }).join("  ").trimEnd();
  const [head, ...body] = lines.map(format);
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  const more = rows.length - body.length;
  const footer = more > 0 ? [`… and ${more} more ${more === 1 ? "row" : "rows"}`] : [];
  return [head, rule, ...body, ...footer].join("\n");
}

function formatCell(cell: TableCell): string {
  if (cell === null) return "";
  if (!(cell instanceof Media)) return shorten(String(cell));
  return shorten(`<${cell.type ?? "media"}${cell.caption === null ? "" : `: ${cell.caption}`}>`);
}

function shorten(text: string): string {
  const line = [...text.slice(0, 4 * MAX_CELL_CHARS).replace(/\s/g, " ")];
  return line.length <= MAX_CELL_CHARS
    ? line.join("")
    : `${line.slice(0, MAX_CELL_CHARS - 1).join("")}…`;
}

function charCount(text: string): number {
  return [...text].length;
}
