import type { BoardSummary } from "../../reader/mod.ts";

/** How long a run took, or has taken so far, in milliseconds; `null` where that is unknown. */
export function durationMs(
  { live, createdAt, finishedAt }: Pick<BoardSummary, "live" | "createdAt" | "finishedAt">,
): number | null {
  const end = live ? new Date() : finishedAt;
  return createdAt === null || end === null ? null : end.getTime() - createdAt.getTime();
}
