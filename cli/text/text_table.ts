import { paint, type Style } from "./terminal_style.ts";
import { cut, terminalText, widthOf } from "./terminal_text.ts";

const GAP = "  ";

/** One column of a table. */
export interface TableColumn {
  /** What stands above it. */
  title: string;
  /** Numbers stand right. Default: left. */
  align?: "left" | "right";
  /** It may be cut to so many columns of the terminal. Default: it is never cut. */
  least?: number;
  /** Of columns that do not fit, the one with the highest goes first, then the last. Default: 0. */
  drop?: number;
}

/** A cell: its text, and its look where it has one. */
export type TextCell = string | { text: string; style?: Style };

/** A table that fits, and what had to go for it. */
export interface FittedTable {
  /** Its lines, each with its end. */
  text: string;
  /** The titles of the columns that are not in it. */
  hidden: string[];
}

/**
 * A table as text: columns are first cut, as far as they allow it, then left
 * out, until a line has at most `width` columns.
 */
export function textTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly TextCell[])[],
  width: number,
): FittedTable {
  const cells = rows.map((row) =>
    row.map((cell) => {
      const { text, style } = typeof cell === "string" ? { text: cell, style: undefined } : cell;
      return { text: terminalText(text), style };
    })
  );
  const natural = columns.map(({ title }, index) =>
    cells.reduce((most, row) => Math.max(most, widthOf(row[index].text)), widthOf(title))
  );
  const { shown, widths } = fit(columns, natural, width);
  const line = (texts: { text: string; style?: Style }[]) =>
    shown.map((index, place) => {
      const { text, style } = texts[index];
      const short = cut(text, widths[place]);
      const space = " ".repeat(Math.max(0, widths[place] - widthOf(short)));
      const isLast = place === shown.length - 1;
      if (columns[index].align === "right") return space + paint(style, short);
      return paint(style, short) + (isLast ? "" : space);
    }).join(GAP).trimEnd() + "\n";
  const titles = columns.map(({ title }) => ({ text: title, style: "dim" as const }));
  return {
    text: [titles, ...cells].map(line).join(""),
    hidden: columns.filter((_, index) => !shown.includes(index)).map(({ title }) => title),
  };
}

function fit(columns: readonly TableColumn[], natural: readonly number[], width: number) {
  const least = natural.map((own, index) => Math.min(own, columns[index].least ?? own));
  const order = columns.map(({ drop = 0 }, index) => ({ drop, index }))
    .sort((a, b) => b.drop - a.drop || b.index - a.index);
  const dropped = new Set<number>();
  let total = sum(least) + GAP.length * (columns.length - 1);
  for (const { index } of order.slice(0, -1)) {
    if (total <= width) break;
    dropped.add(index);
    total -= least[index] + GAP.length;
  }
  const shown = columns.map((_, index) => index).filter((index) => !dropped.has(index));
  const of = (widths: readonly number[]) => shown.map((index) => widths[index]);
  const widths = shrink(of(natural), of(least), width - GAP.length * (shown.length - 1));
  return { shown, widths: widths.map((own) => Math.min(own, width)) };
}

/** Takes from the widest columns, so that those that are short anyway stay whole. */
function shrink(natural: number[], least: number[], width: number): number[] {
  const widths = [...natural];
  const room = (index: number) => widths[index] > least[index];
  while (sum(widths) > width) {
    let widest = -1;
    widths.forEach((own, index) => {
      if (room(index) && (widest === -1 || own > widths[widest])) widest = index;
    });
    if (widest === -1) break;
    const others = widths.filter((_, index) => index !== widest && room(index));
    const excess = sum(widths) - width;
    const target = Math.max(least[widest], widths[widest] - excess, ...others);
    // Those of the same width shrink in turns.
    widths[widest] = Math.min(widths[widest] - 1, target);
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
