import * as v from "@badrap/valita";
import { jsonNumber } from "./json.ts";
import { loggedRow } from "./rows.ts";

/** The schema of {@linkcode HistogramRowJson}. */
export const histogramRow = v.object({
  ...loggedRow,
  /** The edges of the bins, rising: one more than there are counts. */
  bins: v.array(v.number()),
  /** How many values are in each bin. */
  counts: v.array(v.number()),
  /** Of the finite values; `null` if there are none. */
  min: jsonNumber.nullable(),
  /** Of the finite values; `null` if there are none. */
  max: jsonNumber.nullable(),
  /** Of the finite values; `null` if there are none. */
  mean: jsonNumber.nullable(),
  /** Of the finite values; `null` if there are none. */
  std: jsonNumber.nullable(),
  /** How many values are finite. */
  count: v.number(),
  /** How many are NaN. */
  nanCount: v.number(),
  /** How many are infinite. */
  infCount: v.number(),
});

/** One logged histogram. */
export type HistogramRowJson = v.Infer<typeof histogramRow>;

/** The schema of {@linkcode HistogramsReply}. */
export const histogramsReply = v.object({
  /** Ordered by step, then as logged. */
  rows: v.array(histogramRow),
  /** How many rows there are, before `thin` and `limit`. */
  total: v.number(),
});

/** Reply of `GET /api/boards/:id/histograms`. */
export type HistogramsReply = v.Infer<typeof histogramsReply>;
