import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteText } from "../../backends/duckdb/quote.ts";
import type { MediaType } from "../../format/media_formats.ts";
import { readRows } from "../query/read_rows.ts";
import type { NamedTable } from "./rows_sql.ts";

/** A name that media, tables or histograms were logged under. Media of two types are two entries. */
export interface LoggedName {
  /** The table that has the rows. */
  table: NamedTable;
  /** The name. */
  name: string;
  /** The type of the media; `null` for tables and histograms. */
  type: MediaType | null;
  /** How many rows the name has. */
  count: number;
  /** The step of the first row. */
  firstStep: number;
  /** The step of the last row. */
  lastStep: number;
}

/** The tables whose rows have names. */
export const NAMED_TABLES: readonly NamedTable[] = ["media", "tables", "histograms"];

/** Checks a list of tables, before anything is read. */
export function checkNamedTables(tables: readonly string[]): void {
  for (const table of tables) {
    if (NAMED_TABLES.some((named) => named === table)) continue;
    throw new RangeError(
      `Cannot read the names: expected tables to be of ${
        NAMED_TABLES.join(", ")
      }, received ${table}`,
    );
  }
}

/** Reads the names in some tables: table by table, and within a table by name. */
export async function readNames(
  connection: DuckDBConnection,
  relations: Readonly<Record<NamedTable, string>>,
  tables: readonly NamedTable[],
): Promise<LoggedName[]> {
  if (tables.length === 0) return [];
  const selects = tables.map((table, order) =>
    `SELECT ${order} AS number, ${quoteText(table)}, name, ${
      table === "media" ? "type" : "NULL"
    } AS type, count(*), min(step), max(step) FROM ${relations[table]} GROUP BY ALL`
  );
  const result = await connection.run(
    `SELECT * EXCLUDE (number) FROM (${selects.join(" UNION ALL ")}) ORDER BY number, name, type`,
  );
  return (await readRows(result)).map(([table, name, type, count, firstStep, lastStep]) => ({
    table: table as NamedTable,
    name: String(name),
    type: type as MediaType | null,
    count: Number(count),
    firstStep: Number(firstStep),
    lastStep: Number(lastStep),
  }));
}
