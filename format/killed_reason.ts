import { formatDuration } from "./format_duration.ts";
import { lastResumed } from "./last_resumed.ts";
import type { Metadata } from "./metadata.ts";

/**
 * Why a run has ended that nobody has ended: it was killed, and how long it had run since it was
 * started or resumed.
 *
 * @param endedAt When it logged last; `undefined` where nobody knows.
 */
export function killedReason(metadata: Metadata, endedAt: Date | undefined): string {
  const ms = endedAt === undefined
    ? NaN
    : endedAt.getTime() - new Date(lastResumed(metadata) ?? metadata.created_at).getTime();
  return Number.isNaN(ms) ? "killed" : `killed after ${formatDuration(ms)}`;
}
