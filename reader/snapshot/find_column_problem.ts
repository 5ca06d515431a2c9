import { type DuckDBPreparedStatement, DuckDBTypeId } from "@duckdb/node-api";
import { lackedColumnText, otherTypeText } from "../../format/board_columns.ts";
import type { ColumnType, TableName } from "../../format/tables.ts";

/** Whole numbers, of which no value is beyond those of a board. */
const INTEGERS = [
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UTINYINT,
];
const TIMES = [
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
  DuckDBTypeId.TIMESTAMP_TZ,
];
/** The types of DuckDB that a column of a board may have. */
const FITTING: Readonly<Record<ColumnType, readonly DuckDBTypeId[]>> = {
  double: [DuckDBTypeId.DOUBLE, DuckDBTypeId.FLOAT, ...INTEGERS],
  boolean: [DuckDBTypeId.BOOLEAN],
  string: [DuckDBTypeId.VARCHAR],
  int64: INTEGERS,
  int32: INTEGERS,
  timestamp: TIMES,
  "double[]": [DuckDBTypeId.LIST],
  "int64[]": [DuckDBTypeId.LIST],
};

/**
 * What is wrong with the columns that have one type in every board; `undefined` for nothing. With
 * steps that are texts or fractions, queries would leave out rows without a word; with other columns
 * they fail, and what DuckDB says of that names no board.
 *
 * @param statement `FROM` the table, not run.
 * @param types What columns there must be of which types, by their names in lower case.
 */
export function findColumnProblem(
  statement: DuckDBPreparedStatement,
  table: TableName,
  types: ReadonlyMap<string, ColumnType>,
): string | undefined {
  const missing = new Map(types);
  for (let place = 0; place < statement.columnCount && missing.size > 0; place++) {
    const name = statement.columnName(place);
    const type = missing.get(name.toLowerCase());
    if (type === undefined) continue;
    if (!FITTING[type].includes(statement.columnTypeId(place))) {
      return otherTypeText(name, table, type);
    }
    missing.delete(name.toLowerCase());
  }
  return lackedColumnText(table, missing.keys());
}
