import { runDuration } from "../../format/run_duration.ts";
import type { BoardSummary } from "../../reader/mod.ts";

/** How long a run took, or has taken so far, in milliseconds; `null` where that is unknown. */
export function durationMs(
  { live, createdAt, finishedAt, metadata }: Pick<
    BoardSummary,
    "live" | "createdAt" | "finishedAt" | "metadata"
  >,
): number | null {
  const end = live ? new Date() : finishedAt;
  return runDuration(createdAt?.getTime() ?? null, end?.getTime() ?? null, metadata);
}
