import type { Series } from "../../../../viewer/protocol/api.ts";

/** A series as the server sends it, with y equal to x. */
export function seriesOf(x: number[], more: Partial<Series> = {}): Series {
  return {
    board: "a",
    metric: "loss",
    n: x.length,
    rowCount: x.length,
    sampled: false,
    lastStep: x.at(-1) ?? -1,
    x: Float64Array.from(x),
    y: Float64Array.from(x),
    ...more,
  };
}
