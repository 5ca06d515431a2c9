import { signedJson } from "../../../format/negative_zero.ts";
import { cellText } from "./cell_text.ts";

/** How texts begin that a spreadsheet would compute; numbers stay. As in `kobo export`. */
const FORMULA = /^[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-]/;
const NUMBER = /^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$|^[+-]Infinity$/;

/**
 * Rows as CSV by RFC 4180, with the column names in the first line. A text that
 * a spreadsheet would compute, as it begins with `=`, `+`, `-` or `@`, gets an
 * apostrophe in front: it may be of a stranger's board.
 */
export function toCsv(columns: readonly string[], rows: Iterable<readonly unknown[]>): string {
  const lines = [columns.map(quote).join(",")];
  for (const row of rows) lines.push(row.map((cell) => quote(exactText(cell))).join(","));
  return lines.join("\r\n") + "\r\n";
}

/** With a fraction, as whole numbers have no -0. */
function exactText(cell: unknown): string {
  if (Object.is(cell, -0)) return "-0.0";
  return typeof cell === "object" && cell !== null ? signedJson(cell) : cellText(cell);
}

function quote(cell: string): string {
  const text = FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
