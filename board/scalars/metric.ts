import type { Cell } from "./scalar.ts";

/** The types that a metric can have. */
export type MetricType = Cell["type"];

/** One metric of a board: a column of the table `metrics`. */
export interface Metric {
  readonly name: string;
  /** The type of its first value. */
  readonly type: MetricType;
  /** By which number rows name it to the writer; -1 while none has. */
  number: number;
}
