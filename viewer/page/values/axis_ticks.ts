/** The ticks of an axis, and their labels. */
export interface AxisTicks {
  /** The values, rising, all within the axis. */
  ticks: number[];
  /** One per tick. No label equals the one before it. Lines are separated by `\n`. */
  labels: string[];
}
