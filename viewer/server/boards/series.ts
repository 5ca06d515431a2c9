import type { BoardReader } from "../../../reader/mod.ts";
import type { CheckedSeriesRequest, Series, SeriesX } from "../../protocol/api.ts";
import { readMetricOverMetric } from "./metric_over_metric.ts";
import { QUERY_MS } from "./query_ms.ts";

/** Reads one series of an open board. */
export async function readSeriesOf(
  reader: BoardReader,
  request: CheckedSeriesRequest,
  signal?: AbortSignal,
): Promise<Series> {
  const { board, metric, x, from, to, maxPoints, after } = request;
  const none = { board, metric, n: 0, rowCount: 0, sampled: false, lastStep: after ?? -1 };
  if (typeof x === "object") {
    const points = await readMetricOverMetric(reader, { ...request, x }, signal);
    return { ...none, ...points, n: points.x.length };
  }
  const start = after === undefined ? from : await firstX(reader, x, after, signal);
  if (start === null) return { ...none, x: new Float64Array(), y: new Float64Array() };
  const range = { from: Math.max(from ?? -Infinity, start ?? -Infinity), to };
  const options = { x, ...range, maxPoints, signal, timeoutMs: QUERY_MS };
  const scalars = await reader.scalars(metric, options);
  // Rows of one time, or of one global step, can be on both sides of `after`.
  const first = after === undefined ? 0 : scalars.steps.findIndex((step) => step > after);
  const at = first === -1 ? scalars.steps.length : first;
  return {
    ...none,
    n: scalars.x.length - at,
    rowCount: scalars.rowCount - at,
    sampled: scalars.sampled,
    lastStep: scalars.steps.at(-1) ?? none.lastStep,
    x: scalars.x.slice(at),
    y: scalars.y.slice(at),
  };
}

/** The x of the first row above a step; `null` where there is no row. */
async function firstX(
  reader: BoardReader,
  x: Exclude<SeriesX, object>,
  after: number,
  signal?: AbortSignal,
): Promise<number | null> {
  if (x === "step") return after + 1;
  const value = x === "timestamp" ? "epoch_us(timestamp) / 1000" : x;
  const query = `SELECT min(${value}) FROM metrics WHERE step > ${after}`;
  const { rows } = await reader.sql(query, undefined, { signal, timeoutMs: QUERY_MS });
  return rows[0][0] as number | null;
}
