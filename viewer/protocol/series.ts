import * as v from "@badrap/valita";
import { boardId } from "./boards.ts";
import { errorKind } from "./errors.ts";
import { MAX_SERIES } from "./max_series.ts";
import { expecting, fields, finiteNumber, integer, list, type Sent, text } from "./schema.ts";

const metricName = text(100_000);

/** The schema of {@linkcode SeriesX}. */
export const seriesX = expecting(
  v.union(
    v.literal("step"),
    v.literal("global_step"),
    v.literal("timestamp"),
    v.object({ metric: metricName }),
  ),
  'step, global_step, timestamp or { "metric": name }',
);

/** What a series is drawn over. */
export type SeriesX = v.Infer<typeof seriesX>;

/** The schema of {@linkcode SeriesRequest}. */
export const seriesRequest = fields({
  /** The board's id. */
  board: boardId,
  /** The name of the metric, whose values are numbers or booleans (false is 0, true is 1). */
  metric: metricName,
  /**
   * The x axis. `timestamp`: milliseconds since 1970. Another metric: the rows
   * that have both; the points are sorted by x, and those with an x that is
   * not finite are left out. Default: `step`.
   */
  x: seriesX.optional(() => "step"),
  /** The least x, inclusive. Default: none. */
  from: finiteNumber.optional(),
  /** The greatest x, inclusive. Default: none. */
  to: finiteNumber.optional(),
  /** Whether the nearest value on each side of the range is given, too. Default: no. */
  outside: v.boolean().optional(),
  /**
   * About how many points at most, 2 to 100,000. Extremes, NaN and ±Infinity
   * are kept, and so are the first and last point. Default: 2000.
   */
  maxPoints: integer(2, 100_000).optional(() => 2000),
  /** Only rows above this step: those since the last reply's `lastStep`. Default: all. */
  after: integer(-1).optional(),
});

/** A {@linkcode SeriesRequest} with all its defaults. */
export type CheckedSeriesRequest = v.Infer<typeof seriesRequest>;

/** One line of a chart. */
export type SeriesRequest = Sent<CheckedSeriesRequest, "x" | "maxPoints">;

/** The schema of {@linkcode SeriesRequests}. */
export const seriesRequests = fields({
  /** At most 500. The replies come in the same order. */
  requests: list(seriesRequest, MAX_SERIES),
});

/** Body of `POST /api/series`. */
export interface SeriesRequests {
  /** At most 500. The replies come in the same order. */
  requests: SeriesRequest[];
}

/** The schema of {@linkcode SeriesHeader}. */
export const seriesHeader = v.object({
  /** The board's id, from the request. */
  board: v.string(),
  /** The metric's name, from the request. */
  metric: v.string(),
  /** How many points follow. */
  n: v.number(),
  /** Whether the points' steps follow them. Default: no. */
  hasSteps: v.boolean().optional(),
  /** How many means follow the points; left out if there are none. */
  meanCount: v.number().optional(),
  /** How many rows are in the requested range, before sampling. */
  rowCount: v.number(),
  /** How many rows have an x that is not finite; left out if there are none. */
  skippedCount: v.number().optional(),
  /** Whether there are fewer points than rows. */
  sampled: v.boolean(),
  /** The last step of these rows, or `after`, or -1. To be sent as `after` the next time. */
  lastStep: v.number(),
  /**
   * Why there are no points: this series could not be read; others may be. One
   * that takes long is `busy`, and has its points when it is asked for again.
   */
  error: v.string().optional(),
  /** What went wrong, for programs; with `error`. */
  kind: errorKind.optional(),
});

/** What precedes the numbers of a series in its frame. */
export type SeriesHeader = v.Infer<typeof seriesHeader>;

/** One series, as `readSeries()` of `series_frame.ts` gives it to the page. */
export interface Series extends SeriesHeader {
  /** Rising. A row without a `global_step` has no point over it. */
  x: Float64Array;
  /** NaN and ±Infinity as logged. A step without a value has no point. */
  y: Float64Array;
  /** Over time: the step of each point, since a clock can be set back. */
  steps?: Float64Array;
  /**
   * Where a whole axis is sampled: the means of all its finite values, in
   * buckets, and how many values each of them has.
   */
  means?: SeriesMeans;
}

/** The means of the values of a series, bucket by bucket. */
export interface SeriesMeans {
  /** The middle of the values of each bucket, rising. */
  x: Float64Array;
  /** Their mean. */
  y: Float64Array;
  /** How many they are. */
  counts: Float64Array;
}
