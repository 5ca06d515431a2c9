import type { BoardStatus } from "./metadata.ts";

/**
 * How a run stands. Nobody can write into `metadata.json` that a run was
 * killed: a run that says there that it is running, while no process writes
 * its board, has crashed.
 *
 * @param status What `metadata.json` says.
 * @param live Whether a process writes the board, as `isLive()` tells.
 */
export function boardStatus(status: BoardStatus, live: boolean): BoardStatus {
  return status === "running" && !live ? "crashed" : status;
}
