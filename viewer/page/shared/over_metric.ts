import { thinPoints } from "../../../reader/metrics/thin_points.ts";
import type { Series, SeriesRequest } from "../../protocol/api.ts";
import { type SharedSeries, VALUE_KINDS } from "../../protocol/shared_site.ts";
import { joinAxisPoints, pickAxisPoints } from "./join_axis_points.ts";
import { meansOfRows } from "./means_of_rows.ts";
import { readAllPoints } from "./read_all_points.ts";
import type { SharedParts } from "./shared_parts.ts";

/**
 * Over another metric a page reads all rows of both, since no pyramid is in its
 * order; of more rows than these it would read more than 2 MB.
 */
export const MAX_ROWS = 65_536;
const DEFAULT_POINTS = 2000;

/**
 * A series over another metric of the same board.
 *
 * @returns What the series has besides its board and metric.
 */
export async function overMetric(
  parts: SharedParts,
  series: SharedSeries,
  axis: SharedSeries | undefined,
  { from = -Infinity, to = Infinity, outside, maxPoints = DEFAULT_POINTS }: SeriesRequest,
): Promise<Omit<Series, "board" | "metric">> {
  if (axis === undefined) return failed("not_found", "The run has no such metric of numbers");
  const most = Math.max(countOf(series), countOf(axis));
  if (most > MAX_ROWS) {
    return failed(
      "bad_request",
      `A shared page draws at most ${MAX_ROWS} rows over another metric; these are ${most}`,
    );
  }
  const [values, xs] = await Promise.all([
    readAllPoints(parts, series),
    readAllPoints(parts, axis),
  ]);
  const xOfStep = new Map(Array.from(xs.x, (step, i) => [step, xs.y[i] ?? NaN]));
  const both = Array.from(values.x.keys()).filter((i) => xOfStep.has(values.x[i] ?? NaN));
  const xAt = (i: number) => xOfStep.get(values.x[i] ?? NaN) ?? NaN;
  const rows = both.filter((i) => Number.isFinite(xAt(i)));
  const all = joinAxisPoints([{
    x: Float64Array.from(rows, xAt),
    y: Float64Array.from(rows, (i) => values.y[i] ?? NaN),
    steps: Float64Array.from(rows, (i) => values.x[i] ?? NaN),
  }]);
  const pick = (isWanted: (x: number) => boolean) =>
    Uint32Array.from(all.x.keys()).filter((i) => isWanted(all.x[i] ?? NaN));
  const within = pickAxisPoints(all, pick((x) => x >= from && x <= to));
  const sampled = within.x.length > maxPoints;
  const points = sampled
    ? pickAxisPoints(within, thinPoints(within.x, within.y, maxPoints).indices)
    : within;
  const beyond = outside ? [pick((x) => x < from).slice(-1), pick((x) => x > to).slice(0, 1)] : [];
  const shown = joinAxisPoints([points, ...beyond.map((indices) => pickAxisPoints(all, indices))]);
  const skippedCount = both.length - rows.length;
  const isWhole = from === -Infinity && to === Infinity;
  return {
    x: shown.x,
    y: shown.y,
    n: shown.x.length,
    rowCount: within.x.length,
    sampled,
    lastStep: series.lastStep,
    ...(skippedCount > 0 ? { skippedCount } : {}),
    ...(sampled && isWhole ? { means: meansOfRows(within, maxPoints) } : {}),
  };
}

function countOf({ step }: SharedSeries): number {
  return VALUE_KINDS.reduce((sum, kind) => sum + (step[kind]?.count ?? 0), 0);
}

function failed(kind: Series["kind"], error: string): Omit<Series, "board" | "metric"> {
  const none = new Float64Array();
  return { x: none, y: none, n: 0, rowCount: 0, sampled: false, lastStep: -1, error, kind };
}
