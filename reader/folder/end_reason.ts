import { formatDuration } from "../../format/format_duration.ts";
import { lastResumed } from "../../format/last_resumed.ts";
import { lastWrite } from "../../format/last_write.ts";
import type { Metadata } from "../../format/metadata.ts";
import { attempt } from "../../system/attempt.ts";
import { isRemoteAddress } from "../shared/remote_address.ts";
import { parseDate } from "../shared/parse_date.ts";

/**
 * Why a run has not ended well, in one line: its error, or that it was killed and how long it had
 * run since it was started or resumed. `null` where it goes on, has finished, or nobody knows.
 */
export function endReason(
  boardDir: string,
  { metadata, live }: { metadata: Metadata | null; live: boolean },
): string | null {
  if (metadata === null || live || metadata.status === "finished") return null;
  if (metadata.status !== "running") {
    return typeof metadata.error === "string" && metadata.error !== "" ? metadata.error : null;
  }
  if (isRemoteAddress(boardDir)) return null; // Nobody there knows whether it goes on.
  const begun = parseDate(lastResumed(metadata) ?? metadata.created_at);
  const ended = attempt(() => lastWrite(boardDir));
  if (begun === null || ended === undefined) return "killed";
  return `killed after ${formatDuration(ended.getTime() - begun.getTime())}`;
}
