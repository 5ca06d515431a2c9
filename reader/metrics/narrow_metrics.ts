import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";
import { KEY_COLUMNS } from "../../format/tables.ts";
import type { BoardSnapshot } from "../snapshot/board_snapshot.ts";

/**
 * All rows of `metrics`, with some of its columns only, as SQL that can follow FROM.
 *
 * Where the table has parts, a query of the whole names every column for every part: of a board with
 * 5,000 metrics, some of whose rows only the journal has, that takes DuckDB up to a second per query,
 * and of these columns alone 4 ms.
 *
 * @param names The metrics. One that the table does not have is left out.
 */
export async function narrowMetrics(
  connection: DuckDBConnection,
  { relations, metricsParts }: Pick<BoardSnapshot, "relations" | "metricsParts">,
  names: readonly string[],
): Promise<string> {
  if (metricsParts.length <= 1) return relations.metrics;
  const wanted = [...new Set([...KEY_COLUMNS.map(({ name }) => name), ...names])];
  const selects: string[] = [];
  for (const { relation, columnNames } of metricsParts) {
    const found = columnNames === undefined
      ? await columnsAmong(connection, relation, wanted)
      : wanted.filter((name) => columnNames.has(name));
    selects.push(`SELECT ${found.map(quoteName).join(", ")} FROM ${relation}`);
  }
  return `(${selects.join(" UNION ALL BY NAME ")})`;
}

/** Those of some names that are columns of a relation. Most often all are, which costs one query. */
async function columnsAmong(
  connection: DuckDBConnection,
  relation: string,
  names: readonly string[],
): Promise<string[]> {
  if (await hasColumns(connection, relation, names)) return [...names];
  const found: string[] = [];
  for (const name of names) if (await hasColumns(connection, relation, [name])) found.push(name);
  return found;
}

/** To list all columns, of which a table may have thousands, takes a hundred times as long. */
async function hasColumns(
  connection: DuckDBConnection,
  relation: string,
  names: readonly string[],
): Promise<boolean> {
  const query = `DESCRIBE SELECT ${names.map(quoteName).join(", ")} FROM ${relation}`;
  try {
    const rows = (await connection.runAndReadAll(query)).getRows();
    // DuckDB ignores upper and lower case.
    return rows.every(([name], index) => name === names[index]);
  } catch {
    return false; // Most likely there is no such column; the query of the others tells.
  }
}
