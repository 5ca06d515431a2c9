import { quoteText } from "../../backends/duckdb/quote.ts";
import type { SandboxedDuckDb } from "../query/sandboxed_duckdb.ts";

/** A column of a table, as DuckDB's catalog has it. */
export interface CatalogColumn {
  name: string;
  /** In DuckDB's words, with a middle part left out where they are long. */
  type: string;
  /** Whether it has a value by default, or is computed: the catalog does not tell which. */
  hasDefault: boolean;
}

/** So much is kept of a type's two ends. That of a struct can have megabytes. */
const END_CHARS = 50;

/**
 * The columns of some tables, in one query. Of 20,000 columns the catalog takes DuckDB less than a
 * tenth of a second. To plan a query of the table, to ask the statement for its columns, takes a time
 * that grows with their square: a second.
 *
 * @param relations The tables' full names.
 */
export async function catalogColumns(
  duckdb: SandboxedDuckDb,
  relations: readonly string[],
): Promise<CatalogColumn[][]> {
  const type = `CASE WHEN length(type) <= ${2 * END_CHARS} THEN type
    ELSE left(type, ${END_CHARS}) || '…' || right(type, ${END_CHARS}) END`;
  const selects = relations.map((relation, index) =>
    `SELECT ${index}, name, ${type}, dflt_value IS NOT NULL
     FROM pragma_table_info(${quoteText(relation)})`
  );
  const columns: CatalogColumn[][] = relations.map(() => []);
  if (selects.length === 0) return columns;
  for (const [index, name, type, hasDefault] of await duckdb.rows(selects.join(" UNION ALL "))) {
    const column = { name: String(name), type: String(type), hasDefault: hasDefault === true };
    columns[Number(index)]?.push(column);
  }
  return columns;
}
