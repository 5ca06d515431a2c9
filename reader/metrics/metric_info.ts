/** What a metric's cells hold. */
export type MetricType = "double" | "boolean" | "string";

/** One metric of a board. */
export interface MetricInfo {
  /** Its name, as logged. */
  name: string;
  /** What its cells hold. */
  type: MetricType;
  /** In how many rows it has a value; NaN is one. */
  count: number;
  /** The last step in which it has a value; `null` where it has none. */
  lastStep: number | null;
  /** The value in that step; `null` where it has none. */
  lastValue: number | boolean | string | null;
  /** The least finite value, `false` being 0; `null` for strings and where there is none. */
  min: number | null;
  /** The greatest finite value; as `min`. */
  max: number | null;
}
