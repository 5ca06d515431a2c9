import { quoteName } from "../../../backends/duckdb/quote.ts";
import type { BoardReader } from "../../../reader/mod.ts";
import type { CheckedSeriesRequest } from "../../protocol/api.ts";
import { QUERY_MS } from "./query_ms.ts";

/** What is asked for: x is another metric. */
type OverMetric = CheckedSeriesRequest & { x: { metric: string } };

/** The points of one metric over another. */
export interface MetricOverMetric {
  /** Rising, finite. */
  x: Float64Array;
  /** As logged. */
  y: Float64Array;
  /** How many rows have both, before sampling. */
  rowCount: number;
  /** Whether there are fewer points than rows. */
  sampled: boolean;
  /** The last step of these rows. */
  lastStep: number;
}

/**
 * One metric over another, sorted by x. Where there are more rows than
 * points, the range of x is cut into buckets, and of each bucket the rows
 * with the least, the greatest and the first non-finite y are kept, and the
 * first and last by x.
 */
export async function readMetricOverMetric(
  reader: BoardReader,
  { metric, x, from, to, after = -1, maxPoints }: OverMetric,
  signal?: AbortSignal,
): Promise<MetricOverMetric> {
  const rows = `
    SELECT step, ${quoteName(x.metric)}::DOUBLE AS x, ${quoteName(metric)}::DOUBLE AS y
    FROM metrics
    WHERE step > ${after} AND isfinite(${quoteName(x.metric)}::DOUBLE)
      AND ${quoteName(metric)} IS NOT NULL
      ${from === undefined ? "" : `AND ${quoteName(x.metric)}::DOUBLE >= ${toSql(from)}`}
      ${to === undefined ? "" : `AND ${quoteName(x.metric)}::DOUBLE <= ${toSql(to)}`}`;
  const extent = await reader.sql(
    `SELECT count(*), min(x), max(x), max(step) FROM (${rows})`,
    undefined,
    { signal, timeoutMs: QUERY_MS },
  );
  const [rowCount, least, greatest, lastStep] = extent.rows[0] as [number, number, number, number];
  if (rowCount === 0) {
    return {
      x: new Float64Array(),
      y: new Float64Array(),
      rowCount,
      sampled: false,
      lastStep: after,
    };
  }
  const sampled = rowCount > maxPoints;
  const query = sampled
    ? sample(rows, least, greatest, Math.max(1, Math.floor(maxPoints / 5)))
    : `SELECT x, y FROM (${rows}) ORDER BY x, step`;
  const answer = await reader.sql(query, undefined, {
    signal,
    timeoutMs: QUERY_MS,
    maxRows: maxPoints + 5,
  });
  return {
    x: Float64Array.from(answer.rows, (row) => row[0] as number),
    y: Float64Array.from(answer.rows, (row) => row[1] as number),
    rowCount,
    sampled,
    lastStep,
  };
}

function sample(rows: string, least: number, greatest: number, buckets: number): string {
  // Halved, as the difference of two finite numbers can be infinite.
  const width = greatest / 2 - least / 2;
  const bucket = width > 0
    ? `least(${buckets - 1}, floor((x / 2 - ${toSql(least / 2)}) / ${toSql(width)} * ${buckets}))`
    : "0";
  return `
    WITH points AS (${rows}), kept AS (
      SELECT unnest([
        arg_min(step, x), arg_max(step, x),
        arg_min(step, y) FILTER (isfinite(y)), arg_max(step, y) FILTER (isfinite(y)),
        min(step) FILTER (NOT isfinite(y))
      ]) AS step
      FROM points GROUP BY ${bucket}
    )
    SELECT x, y FROM points WHERE step IN (SELECT step FROM kept) ORDER BY x, step`;
}

/** Without the type it would be a decimal, which is slow, and inexact where it is long. */
function toSql(value: number): string {
  return `'${value}'::DOUBLE`;
}
