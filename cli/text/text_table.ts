import { displayWidth } from "./display_width.ts";
import { applyStyle, type Style } from "./terminal_style.ts";
import { terminalText } from "./terminal_text.ts";
import { truncate } from "./truncate.ts";

const GAP = "  ";
/** Without a limit of the width, a long cell does not make those above and below it as long. */
const MAX_PADDED_WIDTH = 60;

/** One column of a table. */
export interface TableColumn {
  /** The heading. */
  title: string;
  /** Default: left. Numbers are aligned right. */
  align?: "left" | "right";
  /** Cells may be truncated to this many terminal columns. Default: they are never truncated. */
  minWidth?: number;
  /** Columns with a rank are dropped before this one is narrower than so many. Default: `minWidth`. */
  wantedWidth?: number;
  /** Whether this column is narrowed before the others. Default: the widest is narrowed first. */
  narrowsFirst?: boolean;
  /**
   * Of the columns that do not fit, the one with the highest rank is dropped
   * first; of equal ranks, the rightmost. Default: 0, and all others are narrowed before.
   */
  dropRank?: number;
}

/** A cell: its text, with a style where it has one. */
export type TextCell = string | { text: string; style?: Style };

/** A table that fits into the given width. */
export interface FittedTable {
  /** All lines, each with its line break. */
  text: string;
  /** The titles of the columns that were dropped. */
  hidden: string[];
}

interface StyledText {
  text: string;
  style?: Style;
}

interface LaidOutColumn extends TableColumn {
  index: number;
  width: number;
  minWidth: number;
  wantedWidth: number;
}

/**
 * Lays out a table as text. Where it is wider than `width`, cells are truncated
 * as far as their columns allow; if that is not enough, columns are dropped. Without
 * a limit of the width, all cells are whole.
 */
export function textTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly TextCell[])[],
  width: number,
): FittedTable {
  const cells = rows.map((row) => row.map(toStyledText));
  const laidOut = columns.map((column, index): LaidOutColumn => {
    const natural = cells.reduce(
      (widest, row) => Math.max(widest, displayWidth(row[index]?.text ?? "")),
      displayWidth(terminalText(column.title)),
    );
    const minWidth = Math.min(natural, column.minWidth ?? natural);
    const wantedWidth = Math.min(natural, Math.max(minWidth, column.wantedWidth ?? 0));
    return { ...column, index, width: natural, minWidth, wantedWidth };
  });
  const shown = dropColumns(laidOut, width);
  shrink(shown, width - GAP.length * (shown.length - 1));
  for (const column of shown) column.width = Math.min(column.width, width);
  const titles = columns.map(({ title }): StyledText => ({
    text: terminalText(title),
    style: "dim",
  }));
  return {
    text: [titles, ...cells].map((row) => toLine(shown, row, width)).join(""),
    hidden: laidOut.filter((column) => !shown.includes(column)).map(({ title }) => title),
  };
}

function toStyledText(cell: TextCell): StyledText {
  const { text, style }: StyledText = typeof cell === "string" ? { text: cell } : cell;
  return { text: terminalText(text), style };
}

/**
 * Drops columns until the wanted widths of the others fit; where none with a rank is left, until the
 * least widths do. At least one column stays.
 */
function dropColumns(columns: readonly LaidOutColumn[], width: number): LaidOutColumn[] {
  const rankOf = ({ dropRank = 0 }: LaidOutColumn) => dropRank;
  const order = columns.toSorted((a, b) => rankOf(b) - rankOf(a) || b.index - a.index);
  const shown = new Set(columns);
  const total = (key: "wantedWidth" | "minWidth") =>
    sum([...shown].map((column) => column[key])) + GAP.length * (shown.size - 1);
  for (const column of order.slice(0, -1)) {
    if (total(rankOf(column) > 0 ? "wantedWidth" : "minWidth") <= width) break;
    shown.delete(column);
  }
  return [...shown];
}

/** Narrows the widest columns first, so that short ones stay whole. */
function shrink(columns: readonly LaidOutColumn[], width: number): void {
  for (;;) {
    const excess = sum(columns.map((column) => column.width)) - width;
    const narrowable = columns.filter((column) => column.width > column.minWidth);
    const first = narrowable.filter(({ narrowsFirst }) => narrowsFirst);
    const [widest, second] = (first.length > 0 ? first : narrowable)
      .toSorted((a, b) => b.width - a.width);
    if (excess <= 0 || widest === undefined) return;
    const target = Math.max(widest.minWidth, widest.width - excess, second?.width ?? 0);
    // Columns of equal width take turns.
    widest.width = Math.min(widest.width - 1, target);
  }
}

function toLine(
  columns: readonly LaidOutColumn[],
  row: readonly StyledText[],
  maxWidth: number,
): string {
  const cells = columns.map(({ index, width, align }, place) => {
    const { text, style } = row[index] ?? { text: "" };
    const shown = truncate(text, width);
    const paddedWidth = Number.isFinite(maxWidth) ? width : Math.min(width, MAX_PADDED_WIDTH);
    const padding = " ".repeat(Math.max(0, paddedWidth - displayWidth(shown)));
    if (align === "right") return padding + applyStyle(style, shown);
    return applyStyle(style, shown) + (place === columns.length - 1 ? "" : padding);
  });
  return cells.join(GAP).trimEnd() + "\n";
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
