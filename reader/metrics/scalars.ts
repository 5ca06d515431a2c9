import type { BucketMeans } from "./bucket_means.ts";
import type { CallOptions } from "../shared/call_options.ts";

/** The horizontal axis of scalars, unless it is another metric. */
export type ScalarsAxis = "step" | "global_step" | "timestamp";

/** Which values of a metric to read. */
export interface ScalarsOptions extends CallOptions {
  /**
   * The axis. Another metric leaves out the rows that do not have both values,
   * and those where it is NaN or infinite. Default: `"step"`.
   */
  x?: ScalarsAxis | { metric: string };
  /** The least x, included, in the unit of the axis. Default: all. */
  from?: number;
  /** The greatest x, included, in the unit of the axis. Default: all. */
  to?: number;
  /**
   * Whether to give also the nearest value on each side of the range, so that a
   * line can be drawn to its edges. `rowCount` and `lastStep` leave them out.
   * Default: `false`.
   */
  outside?: boolean;
  /** Only values of later steps than this one, an integer of -1 or more. Default: all. */
  after?: number;
  /**
   * The most points to give back, 1 or more. Where there are more values, the
   * range is cut into buckets, and of each are given its first, last, least
   * and greatest finite value, its first and last NaN, and its first and last
   * of each infinity. At least 10 are needed for all kinds of points to find
   * room. Default: every value.
   */
  maxPoints?: number;
}

/** Values of one metric, in the order of x. */
export interface Scalars {
  /** The metric's name. */
  name: string;
  /** Steps, global steps, milliseconds since 1970 UTC, or the values of another metric. */
  x: Float64Array;
  /** The values; booleans are 0 and 1. */
  y: Float64Array;
  /** The step of each value. */
  steps: Float64Array;
  /** How many values there are in the range, before sampling. */
  rowCount: number;
  /** How many values have an `x` that is NaN or infinite; 0 unless it is another metric. */
  skippedCount: number;
  /** Whether some of them were left out. */
  sampled: boolean;
  /** The last step of these values, before sampling; -1 where there are none. */
  lastStep: number;
  /**
   * Where values were left out: the means of all finite values, in buckets of
   * one width.
   */
  means?: BucketMeans;
}
