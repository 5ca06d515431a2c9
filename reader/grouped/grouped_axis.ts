import { type SqlAxis, sqlAxis } from "../metrics/scalars_axis.ts";
import type { GroupedAxis } from "./grouped_scalars.ts";

/** Whether runs have the same x again and again, so that each x is aggregated on its own. */
export function isShared(x: GroupedAxis): x is "step" | "global_step" {
  return x === "step" || x === "global_step";
}

/** The x of a run's rows in SQL, in the unit of the axis; `where` says which rows have one. */
export function groupedX(
  x: GroupedAxis,
  createdMs: number,
): Pick<SqlAxis, "x"> & { where: string } {
  if (x === "elapsed") {
    const time = `(epoch_us(timestamp) / 1000.0 - ${createdMs})`;
    return { x: time, where: "timestamp IS NOT NULL" };
  }
  if (x === "timestamp") {
    return { x: "(epoch_us(timestamp) / 1000.0)", where: "timestamp IS NOT NULL" };
  }
  const axis = sqlAxis(x);
  return { x: axis.x, where: axis.where ?? "true" };
}
