import { type DuckDBPreparedStatement, DuckDBTypeId } from "@duckdb/node-api";
import { orderColumn, type TableName } from "../../format/tables.ts";

/** The key columns come first in every table of a board. */
const MAX_PLACE = 16;
/** Whole numbers, of which no value is beyond those of a board. */
const INTEGERS: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UTINYINT,
]);

/**
 * What is wrong with the column by which a table's rows are in order; `undefined` for nothing. With
 * steps that are texts or fractions, queries would leave out rows without a word.
 *
 * @param statement `FROM` the table, not run.
 */
export function findOrderProblem(
  statement: DuckDBPreparedStatement,
  table: TableName,
): string | undefined {
  const order = orderColumn(table);
  for (let place = 0; place < Math.min(statement.columnCount, MAX_PLACE); place++) {
    if (statement.columnName(place) !== order) continue;
    if (INTEGERS.has(statement.columnTypeId(place))) return undefined;
    return `the column "${order}" of its ${table} has no whole numbers`;
  }
  return `its ${table} have no column "${order}"`;
}
