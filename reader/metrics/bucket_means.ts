/** The means of a metric's finite values, bucket by bucket along the axis. */
export interface BucketMeans {
  /** The middle of the values of each bucket on the axis, rising. */
  x: Float64Array;
  /** The mean of its values. */
  y: Float64Array;
  /** How many values it has. */
  counts: Float64Array;
}
