import { type DuckDBPreparedStatement, DuckDBTypeId } from "@duckdb/node-api";

/** The types of the columns that boards have, lists apart. */
const PLAIN_TYPES: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.BOOLEAN,
  DuckDBTypeId.VARCHAR,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.TIMESTAMP,
]);

/** The types of a statement's columns are looked up in a time that grows with their square. */
const MAX_COLUMNS_TO_LOOK_UP = 200;

/** Whether there may be columns that have parts. Of few columns that is known in a fifth of the time. */
export function hasTypesWithParts(statement: DuckDBPreparedStatement): boolean {
  if (statement.columnCount > MAX_COLUMNS_TO_LOOK_UP) return true;
  for (let column = 0; column < statement.columnCount; column++) {
    if (!PLAIN_TYPES.has(statement.columnTypeId(column))) return true;
  }
  return false;
}

/** Whether a type of DuckDB's, one that has parts, is another than a list of numbers or texts. */
export function isNested(type: string): boolean {
  return !/^[A-Z0-9 ]+\[\]$/.test(type);
}
