import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../../backends/duckdb/quote.ts";
import { resultChunks } from "../query/result_chunks.ts";
import { type Vector, vectorOf } from "../query/vector.ts";
import { type CellCounts, type RowRange, whereAfter } from "./cell_counts.ts";
import type { StoredMetric } from "./metric_columns.ts";

/**
 * Counts the cells of some columns by reading them all. Up to some million
 * cells that takes a tenth of what DuckDB takes to plan aggregates for each
 * column.
 */
export async function readCells(
  connection: DuckDBConnection,
  relation: string,
  columns: readonly StoredMetric[],
  { after }: RowRange,
): Promise<CellCounts[]> {
  const counted = columns.map((column) => ({ column, counts: noCells() }));
  const cells = columns.map(({ name, type }) =>
    type === "string" ? quoteName(name) : `${quoteName(name)}::DOUBLE`
  );
  const result = await connection.run(
    `SELECT ${["step::DOUBLE", ...cells].join(", ")} FROM ${relation} ${whereAfter(after)}`,
  );
  for await (const chunk of resultChunks(result)) {
    const steps = vectorOf(chunk, 0).items;
    for (const [index, { column, counts }] of counted.entries()) {
      const vector = vectorOf(chunk, index + 1);
      if (column.type === "string") addStrings(counts, steps, vector);
      else addNumbers(counts, steps, vector);
    }
  }
  for (const { column, counts } of counted) {
    if (column.type === "boolean" && counts.count > 0) counts.lastValue = counts.lastValue !== 0;
  }
  return counted.map(({ counts }) => counts);
}

function noCells(): CellCounts {
  return { count: 0, lastStep: -1, lastValue: null, min: null, max: null };
}

function addNumbers(counts: CellCounts, steps: Float64Array, { items, validity }: Vector): void {
  let { count, lastStep, lastValue } = counts;
  let min = counts.min ?? Infinity;
  let max = counts.max ?? -Infinity;
  for (let row = 0; row < items.length; row++) {
    if (validity.data !== null && !validity.itemValid(row)) continue;
    const value = items[row]!;
    const step = steps[row]!;
    count++;
    if (step > lastStep) {
      lastStep = step;
      lastValue = value;
    }
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  Object.assign(counts, { count, lastStep, lastValue });
  if (min <= max) Object.assign(counts, { min, max });
}

function addStrings(counts: CellCounts, steps: Float64Array, vector: Vector): void {
  for (const [row, step] of steps.entries()) {
    if (vector.validity.data !== null && !vector.validity.itemValid(row)) continue;
    counts.count++;
    if (step < counts.lastStep) continue;
    counts.lastStep = step;
    counts.lastValue = vector.getItem(row) as string;
  }
}
