import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName, quoteText } from "../../backends/duckdb/quote.ts";
import { KEY_COLUMNS } from "../../format/tables.ts";
import type { MetricType } from "./metric_info.ts";

/** A relation that is the name of a table, and no query. */
const TABLE_NAME = /^[\w".]+$/;

/** A metric's column in the table `metrics`. */
export interface StoredMetric {
  /** The metric's name. */
  name: string;
  /** The type of its values. */
  type: MetricType;
}

/**
 * The columns of `metrics` behind the key columns, in the order of first use.
 *
 * Columns of other types than numbers, booleans and texts are left out: no board writes them, and
 * queries of metrics cast to numbers. A table on this machine that has nested ones, deeper than a
 * list, is not read at all (`reader/snapshot/`).
 */
export async function metricColumns(
  connection: DuckDBConnection,
  relation: string,
): Promise<StoredMetric[]> {
  // To plan `FROM` a table, as DESCRIBE does, takes a time that grows with the square of its columns.
  const query = TABLE_NAME.test(relation)
    ? `SELECT name, type FROM pragma_table_info(${quoteText(relation)})`
    : `DESCRIBE FROM ${relation}`;
  const rows = (await connection.runAndReadAll(query)).getRows();
  return rows.flatMap(([name, duckdbType]) => {
    const type = metricType(String(duckdbType));
    return type === undefined || isKeyColumn(String(name)) ? [] : [{ name: String(name), type }];
  });
}

/** Whether a column of `metrics` is no metric: `step`, `global_step` and `timestamp`. */
function isKeyColumn(name: string): boolean {
  return KEY_COLUMNS.some((key) => key.name === name);
}

const NUMBER_TYPE = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))$/;

/** The type of a metric whose column has some type of DuckDB's; `undefined` where it is no metric. */
export function metricType(duckdbType: string): MetricType | undefined {
  if (NUMBER_TYPE.test(duckdbType)) return "double";
  if (duckdbType === "BOOLEAN") return "boolean";
  return duckdbType === "VARCHAR" ? "string" : undefined;
}

/** A metric's column, looked up without listing all; `undefined` where that does not find it. */
export async function metricColumn(
  connection: DuckDBConnection,
  relation: string,
  name: string,
): Promise<StoredMetric | undefined> {
  if (isKeyColumn(name)) return undefined;
  try {
    // Hundreds of boards may be asked at once: DESCRIBE takes three times as long.
    const statement = await connection.prepare(`SELECT ${quoteName(name)} FROM ${relation}`);
    try {
      const type = metricType(String(statement.columnType(0)));
      // DuckDB ignores upper and lower case.
      return statement.columnName(0) !== name || type === undefined ? undefined : { name, type };
    } finally {
      statement.destroySync();
    }
  } catch {
    return undefined; // Most likely there is no such column; the list of all tells.
  }
}
