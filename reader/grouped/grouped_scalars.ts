import type { JsonValue } from "../../format/json_value.ts";
import type { BoardSummary } from "../board_summary.ts";
import type { ScalarsAxis } from "../metrics/scalars.ts";
import type { CallOptions } from "../shared/call_options.ts";

/**
 * The horizontal axis of groups: `"elapsed"` are the milliseconds since each run was made,
 * `"timestamp"` the milliseconds since 1970 UTC.
 */
export type GroupedAxis = ScalarsAxis | "elapsed" | { metric: string };

/** What stands for the runs of a group at one x. */
export type GroupCenter = "mean" | "median";

/**
 * What a band reaches to: one standard deviation of the runs (of a sample: n - 1) below and above
 * the center, one standard error (that deviation by the root of n), the least and the greatest run,
 * or the first and the third quartile (interpolated linearly).
 */
export type GroupBand = "std" | "sem" | "minmax" | "quartiles";

/** How the scalars of runs are grouped. */
export interface GroupedOptions extends CallOptions {
  /**
   * What runs of one group have in common: `"group"`, `"tags"` (all of them), `"name"`, `"title"`,
   * `"rank"`, `"status"`, `"backend"`, or a value of the config, as `"config.lr"` or
   * `"config.optimizer.lr"`. Or a function that gives the key of a run;
   * a run for which it gives `undefined` is in no group. Default: all runs are one group.
   */
  by?: readonly string[] | ((board: BoardSummary) => JsonValue | undefined);
  /** The axis. Default: `"step"`. */
  x?: GroupedAxis;
  /** What stands for the runs of a group. Default: `"mean"`. */
  center?: GroupCenter;
  /** What the band reaches to. Default: `"std"`. */
  band?: GroupBand;
  /** The least x, included, in the unit of the axis. Default: all. */
  from?: number;
  /** The greatest x, included, in the unit of the axis. Default: all. */
  to?: number;
  /**
   * Whether to give also the nearest x on each side of the range, so that a line can be drawn to
   * its edges. Default: `false`.
   */
  outside?: boolean;
  /**
   * Of time and of another metric no two runs have the same values: the range is cut into so many
   * buckets of one width, 1 to 100,000. Other axes have none. Default: 500.
   */
  buckets?: number;
  /**
   * The most points to give for a group, 1 or more. It is applied to what was computed of all rows:
   * of center, band and n are kept what {@linkcode ScalarsOptions.maxPoints} keeps of a metric.
   * Default: every x.
   */
  maxPoints?: number;
}

/** The runs of one group, x by x. */
export interface ScalarsGroup {
  /** The values of `by`, in its order; `null` where the runs have none. */
  key: JsonValue[];
  /** The runs of the group that have the metric, newest first. */
  boardIds: string[];
  /** The runs of the group that do not have it as a number, or cannot be read. */
  lackingIds: string[];
  /** Where at least one run has a row with the metric; of a bucket, its middle. Rising. */
  x: Float64Array;
  /** The mean or the median of the runs; NaN where n is 0. */
  center: Float64Array;
  /** The lower edge of the band; NaN where it has none, as the deviation of one run. */
  low: Float64Array;
  /** The upper edge of the band. */
  high: Float64Array;
  /** How many runs have a value other than NaN. */
  n: Float64Array;
  /** How many x there were before `maxPoints` left some out. */
  xCount: number;
}

/** One metric of many runs, grouped. */
export interface GroupedScalars {
  /** The metric's name. */
  name: string;
  /** The groups, in the order of their keys. */
  groups: ScalarsGroup[];
  /** The width of the buckets, in the unit of the axis; `undefined` where every x is its own. */
  bucketWidth?: number;
}
