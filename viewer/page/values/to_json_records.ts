import { keepSign } from "../../../format/negative_zero.ts";

/** Rows as a JSON array with one object per row. A repeated column name gets a number appended. */
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
  return JSON.stringify(records, keepSign, 1) + "\n";
}
