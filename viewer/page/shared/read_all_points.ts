import { type SharedSeries, VALUE_KINDS } from "../../protocol/shared_site.ts";
import { joinAxisPoints } from "./join_axis_points.ts";
import { type AxisPoints, PointsReader } from "./points_reader.ts";
import type { SharedParts } from "./shared_parts.ts";

/** Reads all rows of a metric, in the order of the steps. */
export async function readAllPoints(
  parts: SharedParts,
  { step }: SharedSeries,
): Promise<AxisPoints> {
  const pieces = VALUE_KINDS.map(async (kind) => {
    const points = step[kind];
    if (points === undefined) return [];
    return [await new PointsReader(parts, points, "step", kind).rows(0, points.count)];
  });
  return joinAxisPoints((await Promise.all(pieces)).flat());
}
