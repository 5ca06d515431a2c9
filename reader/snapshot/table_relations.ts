import { TABLE_NAMES, type TableName } from "../../format/tables.ts";
import type { OpenFiles } from "./backend_files.ts";
import { emptyTable } from "./empty_table.ts";

/** The rows of each table: those of the files, and those that only the journal has. */
export function tableRelations(
  { relations, unreadable }: Pick<OpenFiles, "relations" | "unreadable">,
  tail: ReadonlyMap<TableName, string>,
): Record<TableName, string> {
  const relationOf = (table: TableName): string => {
    const inFiles = relations.get(table);
    const inTail = tail.get(table);
    if (inFiles !== undefined && inTail !== undefined) {
      return `(FROM ${inFiles} UNION ALL BY NAME FROM ${inTail})`;
    }
    // A relation that is just a table's name: of 5,000 columns, DuckDB then reads only those
    // that a query names.
    return inFiles ?? inTail ?? emptyTable(table, unreadable.get(table));
  };
  return Object.fromEntries(
    TABLE_NAMES.map((table) => [table, relationOf(table)]),
  ) as Record<TableName, string>;
}
