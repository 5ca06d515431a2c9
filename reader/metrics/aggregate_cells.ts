import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";
import type { SqlValue } from "../query/sql_result.ts";
import { toSqlValue } from "../query/sql_value.ts";
import { type CellCounts, type RowRange, whereAfter } from "./cell_counts.ts";
import type { StoredMetric } from "./metric_columns.ts";
import { readCells } from "./read_cells.ts";

/** In so many of the last rows, last values are looked for by reading them. */
const TAIL_STEPS = 1000;

/** A metric, and what was counted of it so far. */
interface Counted {
  column: StoredMetric;
  counts: CellCounts;
}

/**
 * Counts the cells of some columns by aggregates, the cheap ones first:
 *
 * 1. Counts and extremes, which files have in their statistics.
 * 2. The last values, by reading the last rows.
 * 3. The extremes of those metrics only that have NaN or infinities: these are
 *    in the statistics too, but no extremes of a {@linkcode CellCounts}.
 * 4. The last values of those metrics only that have none in the last rows.
 */
export async function aggregateCells(
  connection: DuckDBConnection,
  relation: string,
  columns: readonly StoredMetric[],
  { after, last }: RowRange,
): Promise<CellCounts[]> {
  const aggregate = (
    some: readonly StoredMetric[],
    aggregates: (cell: string, value: string) => string[],
  ) => queryAggregates(connection, `${relation} ${whereAfter(after)}`, some, aggregates);

  const extremes = await aggregate(columns, (cell, value) => [
    `count(${cell})`,
    `min(${value})`,
    `max(${value})`,
  ]);
  const tail = { after: Math.max(after, last - TAIL_STEPS), last };
  const counted: Counted[] = (await readCells(connection, relation, columns, tail))
    .map((counts, index) => {
      const [count, min, max] = extremes[index]!;
      return { column: columns[index]!, counts: Object.assign(counts, { count, min, max }) };
    });

  const filled = counted.filter(({ counts }) => counts.count > 0);
  // For DuckDB, NaN is the greatest value.
  const nonFinite = filled.filter(({ column, counts }) =>
    column.type === "double" && !(Number.isFinite(counts.min) && Number.isFinite(counts.max))
  );
  const finite = await aggregate(nonFinite.map(({ column }) => column), (_, value) => [
    `min(${value}) FILTER (isfinite(${value}))`,
    `max(${value}) FILTER (isfinite(${value}))`,
  ]);
  for (const [index, { counts }] of nonFinite.entries()) {
    const [min, max] = finite[index]!;
    Object.assign(counts, { min, max });
  }

  const early = filled.filter(({ counts }) => counts.lastStep === -1);
  const found = await aggregate(early.map(({ column }) => column), (cell) => [
    `max(CASE WHEN ${cell} IS NOT NULL THEN step END)`,
    `arg_max(${cell}, CASE WHEN ${cell} IS NOT NULL THEN step END)`,
  ]);
  for (const [index, { counts }] of early.entries()) {
    const [lastStep, lastValue] = found[index]!;
    Object.assign(counts, { lastStep, lastValue });
  }
  return counted.map(({ counts }) => counts);
}

/** Some aggregates of each column, in one query: for each column a list of their values. */
async function queryAggregates(
  connection: DuckDBConnection,
  source: string,
  columns: readonly StoredMetric[],
  aggregates: (cell: string, value: string) => string[],
): Promise<SqlValue[][]> {
  if (columns.length === 0) return [];
  const select = columns.flatMap(({ name, type }) => {
    const cell = quoteName(name);
    return aggregates(cell, type === "string" ? "NULL::DOUBLE" : `${cell}::DOUBLE`);
  });
  const result = await connection.runAndReadAll(`SELECT ${select.join(", ")} FROM ${source}`);
  const [row = []] = result.getRows();
  const width = select.length / columns.length;
  return columns.map((_, index) => row.slice(width * index, width * (index + 1)).map(toSqlValue));
}
