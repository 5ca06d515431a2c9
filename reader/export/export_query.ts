import { quoteName } from "../../backends/duckdb/quote.ts";
import { withoutEnd } from "../query/run_query.ts";
import type { ExportOptions } from "./export_options.ts";

/**
 * The query whose result an export writes.
 *
 * @param tables The tables that can be exported.
 */
export function exportQuery({ table, query }: ExportOptions, tables: readonly string[]): string {
  if (table !== undefined && query !== undefined) {
    throw new TypeError("Cannot export a table and a query at once: leave one out");
  }
  if (query !== undefined) return withoutEnd(query);
  const name = table ?? "metrics";
  if (tables.includes(name)) return `FROM ${quoteName(name)}`;
  throw new RangeError(
    `Cannot export ${JSON.stringify(name)}: expected one of ${tables.join(", ")}`,
  );
}
