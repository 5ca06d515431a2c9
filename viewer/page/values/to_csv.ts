import { cellText } from "./cell_text.ts";

/** Rows as CSV by RFC 4180, with the column names in the first line. */
export function toCsv(columns: readonly string[], rows: Iterable<readonly unknown[]>): string {
  const lines = [columns.map(quote).join(",")];
  for (const row of rows) lines.push(row.map((cell) => quote(cellText(cell))).join(","));
  return lines.join("\r\n") + "\r\n";
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
