/** The type of a metric's values. */
export type MetricType = "double" | "boolean" | "string";

/** One metric of a board. */
export interface MetricInfo {
  /** The name, as logged. */
  name: string;
  /** The type of its values. */
  type: MetricType;
  /** How many rows have a value of it; NaN is a value. */
  count: number;
  /** The last step that has a value; `null` where none has. */
  lastStep: number | null;
  /** The value in the last step; `null` where there is none. */
  lastValue: number | boolean | string | null;
  /** The least finite value, with `false` as 0; `null` for strings, or where there is none. */
  min: number | null;
  /** The greatest finite value, as `min`. */
  max: number | null;
}
