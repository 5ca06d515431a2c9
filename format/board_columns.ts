import {
  type ColumnType,
  KEY_COLUMNS,
  orderColumn,
  TABLE_COLUMNS,
  type TableName,
} from "./tables.ts";

/** What the cells of a column are, in words. */
const WORDS: Readonly<Record<ColumnType, string>> = {
  double: "numbers",
  boolean: "booleans",
  string: "texts",
  int64: "whole numbers",
  int32: "whole numbers",
  timestamp: "times",
  "double[]": "lists of numbers",
  "int64[]": "lists of whole numbers",
};

/**
 * The columns of a table that have one type in every board, by their names in lower case, as which
 * DuckDB compares them. Those of metrics may have any.
 */
export function boardColumns(table: TableName): ReadonlyMap<string, ColumnType> {
  return new Map([...KEY_COLUMNS, ...TABLE_COLUMNS[table]].map(({ name, type }) => [name, type]));
}

/** As {@linkcode boardColumns}, of tables of other programs: their rows are in order by a whole number. */
export function orderColumns(table: TableName): ReadonlyMap<string, ColumnType> {
  return new Map([[orderColumn(table), "int64"]]);
}

/**
 * What is wrong with a table that lacks columns; `undefined` for nothing. Parts of metrics have the
 * columns of their rows.
 */
export function lackedColumnText(table: TableName, lacked: Iterable<string>): string | undefined {
  const order = orderColumn(table);
  const name = [...lacked].find((name) => name === order || table !== "metrics");
  return name === undefined ? undefined : `its ${table} have no column "${name}"`;
}

/** What is wrong with a column of another type than a board's. */
export function otherTypeText(name: string, table: TableName, type: ColumnType): string {
  return `the column ${JSON.stringify(name)} of its ${table} has no ${WORDS[type]}`;
}
