import { thinPoints } from "../../../reader/metrics/thin_points.ts";
import type { Series, SeriesMeans, SeriesRequest } from "../../protocol/api.ts";
import { type SharedAxis, type SharedSeries, VALUE_KINDS } from "../../protocol/shared_site.ts";
import { joinAxisPoints, pickAxisPoints } from "./join_axis_points.ts";
import { meansOfRows } from "./means_of_rows.ts";
import { overMetric } from "./over_metric.ts";
import { type AxisPoints, PointsReader } from "./points_reader.ts";
import { readColumn } from "./read_column.ts";
import type { SharedParts } from "./shared_parts.ts";

/** So many rows are read as they are, not their pyramid: as many bytes as its buckets would be. */
const MAX_ROWS = 8192;
const DEFAULT_POINTS = 2000;

/** Looks up another metric of the same board; `undefined` if there is none. */
export type FindSeries = (metric: string) => Promise<SharedSeries | undefined>;

/**
 * Answers a request for a series from the files of a shared site.
 *
 * @param find Looks up the metric of the x axis.
 */
export async function answerSeries(
  parts: SharedParts,
  series: SharedSeries,
  request: SeriesRequest,
  find: FindSeries,
): Promise<Series> {
  const { board, metric, x: axis = "step", after = -1 } = request;
  const header = { board, metric };
  // Nothing was logged since.
  if (after >= 0) return { ...header, ...NO_POINTS, lastStep: after };
  if (typeof axis === "object") {
    return { ...header, ...await overMetric(parts, series, await find(axis.metric), request) };
  }
  const readers = readersOf(parts, series, axis);
  const shown = await showRange(readers, request);
  const { steps, ...points } = series.rowCount === undefined
    ? shown
    : await ofSome(parts, series, shown, request, axis);
  return {
    ...header,
    ...points,
    ...(axis === "timestamp" ? { steps } : {}),
    n: points.x.length,
    lastStep: points.rowCount === 0 ? after : series.lastStep,
  };
}

const NONE = new Float64Array();

const NO_POINTS = {
  n: 0,
  rowCount: 0,
  sampled: false,
  x: NONE,
  y: NONE,
};

/** Of each kind of values that a metric has; none if no row has an x. */
function readersOf(parts: SharedParts, series: SharedSeries, axis: SharedAxis): PointsReader[] {
  const line = series[axis] ?? series.step;
  return VALUE_KINDS.flatMap((kind) => {
    const points = line[kind];
    if (points === undefined || points.columns[axis] === undefined) return [];
    return [new PointsReader(parts, points, axis, kind)];
  });
}

/** The points of a range that a chart shows. */
type Shown = AxisPoints & { rowCount: number; sampled: boolean; means?: SeriesMeans };

async function showRange(
  readers: readonly PointsReader[],
  { from, to, outside, maxPoints = DEFAULT_POINTS }: SeriesRequest,
): Promise<Shown> {
  const ranges = await Promise.all(readers.map(async (reader) => {
    const [first, end] = await Promise.all([
      from === undefined ? 0 : reader.find(from),
      to === undefined ? reader.count : reader.find(to, true),
    ]);
    return { reader, first, end: Math.max(first, end) };
  }));
  const rowCount = ranges.reduce((sum, { first, end }) => sum + end - first, 0);
  const isRead = rowCount <= Math.max(MAX_ROWS, maxPoints);
  const level = ({ reader }: { reader: PointsReader }) =>
    isRead ? -1 : reader.levelFor(2 * rowCount / maxPoints);
  const pieces = await Promise.all(
    ranges.map((range) => range.reader.shape(range.first, range.end, level(range))),
  );
  const all = joinAxisPoints(pieces.flat());
  // A bucket of the pyramid keeps up to four points, which are shown as they are.
  const tooMany = isRead ? all.x.length > maxPoints : all.x.length > 2 * maxPoints;
  const points = tooMany ? pickAxisPoints(all, thinPoints(all.x, all.y, maxPoints).indices) : all;
  const sampled = points.x.length < rowCount;
  const isWhole = from === undefined && to === undefined;
  const finite = ranges.find(({ reader }) => reader.isFinite);
  const means = !sampled || !isWhole || finite === undefined
    ? undefined
    : await finite.reader.means(level(finite)) ?? meansOfRows(all, maxPoints);
  const beyond = outside ? await readBeyond(ranges, from, to) : [];
  return {
    ...(beyond.length === 0 ? points : joinAxisPoints([points, ...beyond])),
    rowCount,
    sampled,
    ...(means === undefined ? {} : { means }),
  };
}

/** What is shown of a metric of which only some rows are shared. */
async function ofSome(
  parts: SharedParts,
  { rowCount, means }: SharedSeries,
  shown: Shown,
  { from, to }: SeriesRequest,
  axis: SharedAxis,
): Promise<Shown> {
  const isWhole = from === undefined && to === undefined;
  const kept = isWhole ? means?.[axis] : undefined;
  const { means: _, ...points } = shown;
  if (kept === undefined) return { ...points, sampled: true };
  const [x = NONE, y = NONE, counts = NONE] = await Promise.all(
    [kept.x, kept.y, kept.counts].map((column) => readColumn(parts, column, 0, kept.count)),
  );
  // Of a range nobody knows how many rows it has.
  return {
    ...points,
    rowCount: rowCount ?? shown.rowCount,
    sampled: true,
    means: { x, y, counts },
  };
}

/** The nearest point on each side of a range, of all kinds of values. */
async function readBeyond(
  ranges: readonly { reader: PointsReader; first: number; end: number }[],
  from?: number,
  to?: number,
): Promise<AxisPoints[]> {
  const nearest = async (isBefore: boolean) => {
    const found = await Promise.all(ranges.map(({ reader, first, end }) => {
      const index = isBefore ? first - 1 : end;
      return index < 0 || index >= reader.count ? undefined : reader.rows(index, index + 1);
    }));
    const all = joinAxisPoints(found.filter((points) => points !== undefined));
    const index = isBefore ? all.x.length - 1 : 0;
    return all.x.length === 0 ? [] : [pickAxisPoints(all, Uint32Array.of(index))];
  };
  const [before, after] = await Promise.all([
    from === undefined ? [] : nearest(true),
    to === undefined ? [] : nearest(false),
  ]);
  return [...before, ...after];
}
