import type { DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";
import type { StoredMetric } from "./metric_columns.ts";
import { toSqlValue } from "../query/sql_value.ts";

/** What there is in some rows of a metric's column. */
export interface CellCounts {
  /** How many cells have a value. */
  count: number;
  /** The last step with a value, -1 where there is none. */
  lastStep: number;
  /** The value in that step. */
  lastValue: number | boolean | string | null;
  /** The least finite value, `null` where there is none. */
  min: number | null;
  /** The greatest finite value, `null` where there is none. */
  max: number | null;
}

/** Rows by their steps. */
export interface RowRange {
  /** Above this one; -1 is all. */
  after: number;
  /** The last one that there is. */
  last: number;
}

/** So many rows at the end are looked through for last values. */
const TAIL_STEPS = 1000;

/**
 * Counts the cells of some columns by reading them all. Up to some million
 * cells that is a tenth of what DuckDB takes to plan aggregates for each
 * column.
 */
export async function readCells(
  connection: DuckDBConnection,
  relation: string,
  columns: readonly StoredMetric[],
  { after }: RowRange,
): Promise<CellCounts[]> {
  const counts = columns.map((): CellCounts => ({
    ...{ count: 0, lastStep: -1, lastValue: null, min: null, max: null },
  }));
  const cells = columns.map(({ name, type }) =>
    type === "string" ? quoteName(name) : `${quoteName(name)}::DOUBLE`
  );
  const result = await connection.run(
    `SELECT ${["step::DOUBLE", ...cells].join(", ")} FROM ${relation} ${above(after)}`,
  );
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    const steps = vectorOf(chunk, 0).items;
    for (const [index, { type }] of columns.entries()) {
      const vector = vectorOf(chunk, index + 1);
      if (type === "string") addTexts(counts[index], steps, vector);
      else addNumbers(counts[index], steps, vector);
    }
  }
  for (const [index, { type }] of columns.entries()) {
    const one = counts[index];
    if (type === "boolean" && one.count > 0) one.lastValue = one.lastValue !== 0;
  }
  return counts;
}

/**
 * Counts the cells of some columns by aggregates, the cheap ones first:
 * counts and extremes are in a file's statistics. Where an extreme is not
 * finite, the finite ones are looked for; and a metric that has no value near
 * the end is searched for its last one.
 */
export async function aggregateCells(
  connection: DuckDBConnection,
  relation: string,
  columns: readonly StoredMetric[],
  { after, last }: RowRange,
): Promise<CellCounts[]> {
  const ask = async (
    some: readonly StoredMetric[],
    aggregates: (cell: string, value: string) => string[],
  ) => {
    if (some.length === 0) return [];
    const select = some.flatMap(({ name, type }) => {
      const cell = quoteName(name);
      return aggregates(cell, type === "string" ? "NULL::DOUBLE" : `${cell}::DOUBLE`);
    });
    const query = `SELECT ${select.join(", ")} FROM ${relation} ${above(after)}`;
    const [row] = (await connection.runAndReadAll(query)).getRows();
    const width = select.length / some.length;
    return some.map((_, index) => row.slice(width * index, width * (index + 1)).map(toSqlValue));
  };
  const extremes = await ask(columns, (cell, value) => [
    `count(${cell})`,
    `min(${value})`,
    `max(${value})`,
  ]);
  const counts = await readCells(connection, relation, columns, {
    after: Math.max(after, last - TAIL_STEPS),
    last,
  });
  for (const [index, [count, min, max]] of extremes.entries()) {
    Object.assign(counts[index], { count, min, max });
  }
  const of = (isWanted: (one: CellCounts, type: StoredMetric["type"]) => boolean) =>
    columns.flatMap((column, index) =>
      counts[index].count > 0 && isWanted(counts[index], column.type) ? [index] : []
    );
  // For DuckDB, NaN is the greatest value.
  const unbounded = of(({ min, max }, type) =>
    type === "double" && !(Number.isFinite(min) && Number.isFinite(max))
  );
  const finite = await ask(unbounded.map((index) => columns[index]), (_, value) => [
    `min(${value}) FILTER (isfinite(${value}))`,
    `max(${value}) FILTER (isfinite(${value}))`,
  ]);
  for (const [at, [min, max]] of finite.entries()) {
    Object.assign(counts[unbounded[at]], { min, max });
  }
  const early = of(({ lastStep }) => lastStep === -1);
  const found = await ask(early.map((index) => columns[index]), (cell) => [
    `max(CASE WHEN ${cell} IS NOT NULL THEN step END)`,
    `arg_max(${cell}, CASE WHEN ${cell} IS NOT NULL THEN step END)`,
  ]);
  for (const [at, [lastStep, lastValue]] of found.entries()) {
    Object.assign(counts[early[at]], { lastStep, lastValue });
  }
  return counts;
}

/** Without a condition DuckDB need not look at the rows. */
function above(step: number): string {
  return step < 0 ? "" : `WHERE step > ${step}`;
}

/** What DuckDB's vectors have, and their types do not tell. */
interface Vector {
  /** Of a column of DOUBLE. */
  items: Float64Array;
  validity: { data: BigUint64Array | null; itemValid(row: number): boolean };
  getItem(row: number): unknown;
}

function vectorOf(chunk: DuckDBDataChunk, column: number): Vector {
  return chunk.getColumnVector(column) as unknown as Vector;
}

function addNumbers(counts: CellCounts, steps: Float64Array, { items, validity }: Vector): void {
  let { count, lastStep, lastValue } = counts;
  let [min, max] = [counts.min ?? Infinity, counts.max ?? -Infinity];
  for (let row = 0; row < items.length; row++) {
    // Without a bitmap all are valid.
    if (validity.data !== null && !validity.itemValid(row)) continue;
    const value = items[row];
    count++;
    if (steps[row] > lastStep) {
      lastStep = steps[row];
      lastValue = value;
    }
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  Object.assign(counts, { count, lastStep, lastValue });
  if (min <= max) Object.assign(counts, { min, max });
}

function addTexts(counts: CellCounts, steps: Float64Array, vector: Vector): void {
  for (let row = 0; row < steps.length; row++) {
    if (vector.validity.data !== null && !vector.validity.itemValid(row)) continue;
    counts.count++;
    if (steps[row] < counts.lastStep) continue;
    counts.lastStep = steps[row];
    counts.lastValue = vector.getItem(row) as string;
  }
}
