import * as v from "@badrap/valita";
import { boardId } from "./boards.ts";
import { MAX_SERIES } from "./max_series.ts";
import {
  expecting,
  fields,
  finiteNumber,
  integer,
  list,
  oneOf,
  type Sent,
  text,
} from "./schema.ts";

const metricName = text(100_000);

/** The schema of {@linkcode GroupsX}. */
export const groupsX = expecting(
  v.union(
    v.literal("step"),
    v.literal("global_step"),
    v.literal("timestamp"),
    v.literal("elapsed"),
    v.object({ metric: metricName }),
  ),
  'step, global_step, timestamp, elapsed or { "metric": name }',
);

/** What groups are drawn over; `elapsed` are milliseconds since each run was made. */
export type GroupsX = v.Infer<typeof groupsX>;

/** The schema of {@linkcode GroupsRequest}. */
export const groupsRequest = fields({
  /** The name of the metric, whose values are numbers or booleans. */
  metric: metricName,
  /** The boards of each group, at most 500 of all together, none twice. The replies come in the same order. */
  groups: expecting(
    v.array(v.array(v.unknown())).assert((groups) => {
      const ids = groups.flat();
      return groups.length <= MAX_SERIES && ids.length <= MAX_SERIES &&
        new Set(ids).size === ids.length;
    }),
    `lists of boards, at most ${MAX_SERIES} together, none twice`,
  ).chain(v.array(list(boardId, MAX_SERIES))),
  /** The x axis. Default: `step`. */
  x: groupsX.optional(() => "step"),
  /** What stands for the runs of a group. Default: `mean`. */
  center: oneOf("mean", "median").optional(() => "mean"),
  /** What the band reaches to. Default: `std`. */
  band: oneOf("std", "sem", "minmax", "quartiles").optional(() => "std"),
  /** The least x, inclusive. Default: none. */
  from: finiteNumber.optional(),
  /** The greatest x, inclusive. Default: none. */
  to: finiteNumber.optional(),
  /** How many points of each group at most, 4 to 20,000. Default: 2000. */
  maxPoints: integer(4, 20_000).optional(() => 2000),
});

/** A {@linkcode GroupsRequest} with all its defaults. */
export type CheckedGroupsRequest = v.Infer<typeof groupsRequest>;

/** Body of `POST /api/groups`: one metric of groups of boards, aggregated over all rows. */
export type GroupsRequest = Sent<CheckedGroupsRequest, "x" | "center" | "band" | "maxPoints">;

/** The schema of {@linkcode GroupHeader}. */
export const groupHeader = v.object({
  /** How many points follow. */
  n: v.number(),
  /** How many runs have the metric. */
  runCount: v.number(),
  /** How many of the group do not have it, or cannot be read. */
  lackingCount: v.number(),
  /** How many x the group has in the range, before sampling. */
  xCount: v.number(),
  /** The width of the buckets, in the unit of x; left out where every x is its own. */
  bucketWidth: v.number().optional(),
});

/** What precedes the numbers of a group in its frame. */
export type GroupHeader = v.Infer<typeof groupHeader>;

/** One group of runs, x by x. */
export interface GroupSeries extends GroupHeader {
  /** Rising. */
  x: Float64Array;
  /** The mean or the median of the runs; NaN where no run has a value. */
  center: Float64Array;
  /** The lower edge of the band; NaN where it has none. */
  low: Float64Array;
  /** The upper edge. */
  high: Float64Array;
  /** How many runs have a value. */
  counts: Float64Array;
}
