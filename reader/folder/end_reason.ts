import { killedReason } from "../../format/killed_reason.ts";
import { lastWrite } from "../../format/last_write.ts";
import type { Metadata } from "../../format/metadata.ts";
import { attempt } from "../../system/attempt.ts";
import { isRemoteAddress } from "../shared/remote_address.ts";

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
  return killedReason(metadata, attempt(() => lastWrite(boardDir)));
}
