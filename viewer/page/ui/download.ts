import { textOf } from "./data_grid.ts";

/** Rows as CSV by RFC 4180, with a line of names. */
export function toCsv(
  columns: readonly string[],
  rows: Iterable<readonly unknown[]>,
): string {
  const lines = [columns.map(quoteCsv).join(",")];
  for (const row of rows) lines.push(row.map((cell) => quoteCsv(textOf(cell))).join(","));
  return lines.join("\r\n") + "\r\n";
}

/** Rows as JSON: one record a row. A name that occurs again gets a number. */
export function toJsonRecords(
  columns: readonly string[],
  rows: Iterable<readonly unknown[]>,
): string {
  const names: string[] = [];
  for (const column of columns) {
    let name = column;
    for (let i = 2; names.includes(name); i++) name = `${column}_${i}`;
    names.push(name);
  }
  const records = Array.from(
    rows,
    (row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null])),
  );
  return JSON.stringify(records, null, 1) + "\n";
}

/** Has the browser save a text as a file. */
export function saveText(filename: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = filename.replace(/[^\p{L}\p{N}.-]+/gu, "_");
  link.click();
  // The browser has the blob by the next turn; revoked at once, some save nothing.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function quoteCsv(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
